package calico

import (
	"context"
	"os"
	"slices"

	"underlay.local/host/internal/etcd"
)

// registration is what the datastore is to hold of this node: its resource, and the affinity of each of its blocks.
func registration(own string) ([]etcd.Pair, error) {
	node, err := os.ReadFile(nodeFile)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(blocksFile)
	if err != nil {
		return nil, err
	}
	pairs := []etcd.Pair{{Key: nodeKeys + own, Value: string(node)}}
	for _, block := range blackholes(string(text)) {
		pairs = append(pairs, etcd.Pair{Key: blockKey(own, block), Value: `{"state":"confirmed"}`})
	}
	return pairs, nil
}

// compare what the datastore holds of a node with its registration: which keys are of blocks that it has no more, and whether all is
// there as it is by now. A node that moved, or whose pool is another, is there as it was.
func compare(found etcd.Snapshot, wanted []etcd.Pair, own string) (stale []string, current bool) {
	current = true
	for _, pair := range wanted {
		current = current && slices.Contains(found.Pairs, pair)
	}
	for _, pair := range found.Pairs {
		owner, _ := ownerOf(pair.Key)
		if owner == own && !slices.ContainsFunc(wanted, func(w etcd.Pair) bool { return w.Key == pair.Key }) {
			stale = append(stale, pair.Key)
		}
	}
	return stale, current && len(stale) == 0
}

// register a node: first what it is now, so that others know a way to it all the while.
func register(ctx context.Context, datastore etcd.Client, wanted []etcd.Pair, stale []string) error {
	if err := datastore.Put(ctx, wanted...); err != nil {
		return err
	}
	return datastore.Delete(ctx, stale...)
}
