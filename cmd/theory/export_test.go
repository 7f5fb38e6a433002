package theory

import "context"

// First runs control of first-look with a number of workers.
func First(ctx context.Context, jobs int) (f FirstMarket, err error) {
	e := Entry{Check: func(c *Check) { f = c.playFirst().figures(-1) }}
	_, err = e.Do(ctx, 1, Options{Jobs: jobs})
	return f, err
}
