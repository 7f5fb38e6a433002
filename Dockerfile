# A static binary in an empty image, run by a user without rights:
#
#     docker build -t marketsim .
#     docker run --rm -v "$PWD:/work" --user "$(id -u):$(id -g)" marketsim run scenario.yaml
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN mkdir /out && CGO_ENABLED=0 go build -trimpath -buildvcs=false -o /out/marketsim ./cmd/marketsim \
 && go run ./cmd/notices > /out/THIRD-PARTY-NOTICES.txt && cp LICENSE /out/

FROM scratch
COPY --from=build /out/ /
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/marketsim"]
