package sim

// pace gives every campaign that paces or acts on the clock its progress, those apart that are at rest: that have no news since, and
// whose pacer says that nothing can come of a tick. So a tick costs what it has to tell, not what is in the market.
func (e *engine) pace() {
	awake := e.book.awake[:0]
	for _, i := range e.book.awake {
		c, a, o := &e.market.campaigns[i], &e.book.accounts[i], &e.book.offers[i]
		if a.pacer == nil && a.timed == nil {
			continue
		}
		awake = append(awake, i)
		if !o.running(e.now, c) {
			continue
		}
		e.heard = e.standing(i, e.now)
		if a.pacer != nil {
			a.pacer.Update(&e.heard)
		}
		if a.timed != nil {
			a.timed.Tick(&e.heard)
		}
		if a.timed == nil && !c.shared && !e.market.CountInflight { // nobody has spent since the last refresh
			e.steer(c, a, o, &e.book.terms[i])
			o.live = e.takesPart(c, a, o)
		} else {
			e.refresh(i)
		}
		if a.atRest(c) {
			a.asleep = true
			awake = awake[:len(awake)-1]
		}
	}
	e.book.awake, e.paced = awake, e.now
}

// atRest tells whether ticks can be left out until the campaign has news. Budgets that others share have news of theirs.
func (a *account) atRest(c *campaign) bool {
	return !c.shared && a.timed == nil && a.resting != nil && a.resting.Resting()
}

// wake tells a campaign that has news of the last tick that it missed, with what it had spent by then, and takes it into ticks again.
func (e *engine) wake(i int32) {
	a := &e.book.accounts[i]
	a.asleep = false
	e.book.awake = append(e.book.awake, i)
	if a.pacer != nil {
		e.heard = e.standing(i, e.paced)
		a.pacer.Update(&e.heard)
	}
}

// wakeAll lets all of so many campaigns hear the next tick, as before a change of the market.
func (e *engine) wakeAll(n int) {
	b := e.book
	for i := range b.accounts {
		if b.accounts[i].asleep {
			e.wake(int32(i))
		}
	}
	b.awake = b.awake[:0]
	for i := range n {
		b.awake = append(b.awake, int32(i))
	}
}
