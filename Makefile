# Each target is a line you could type. "make" alone does what CI does.

.PHONY: ci build test race golden lint bench

ci:
	.ci/run

build:
	go build -o modelreg ./cmd/modelreg

test:
	go test ./...

race:
	go test -race ./...

golden:
	UPDATE_GOLDEN=1 go test ./...

lint:
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

bench:
	go test -run '^$$' -bench . ./catalog ./catalog/gittree ./catalog/history ./cmd/internal/source ./schema ./sync/...
