package main

import (
	"github.com/spf13/pflag"

	"modelreg/cmd/internal/cli"
	"modelreg/sync"
)

// shardFlag adds --shard to a command that looks at groups.
func (l *looking) shardFlag(f *pflag.FlagSet) {
	f.StringVar(&l.shard, "shard", "", "only the groups of part `I/N` of the catalog, such as 2/4; all N together are the whole")
}

// part is what the flag says, or what the saved plan was made for.
func (l *looking) part() (sync.Shard, error) {
	switch {
	case l.shard != "":
		shard, err := sync.ParseShard(l.shard)
		if err != nil {
			return sync.Shard{}, cli.Misused("", "--shard: %w", err)
		}
		return shard, nil
	case l.saved != nil:
		return l.saved.Shard, nil
	}
	return sync.Shard{}, nil
}
