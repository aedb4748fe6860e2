package workloads

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"underlay.local/host/internal/family"
	"underlay.local/host/internal/links"
)

// Change is `underlay-workload add|rm NAME`: adds a workload that the lab's file does not declare and prints its address, or removes
// it again. What was added comes back when the host restarts. An addition that fails leaves nothing.
func Change(arguments []string) error {
	if len(arguments) != 2 || arguments[0] != "add" && arguments[0] != "rm" {
		return errors.New("usage: underlay-workload add|rm NAME")
	}
	s, err := newStarter()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
	defer cancel()
	if arguments[0] == "rm" {
		return s.remove(ctx, arguments[1])
	}
	address, err := s.add(ctx, arguments[1])
	if err == nil {
		fmt.Println(address)
	}
	return err
}

func (s starter) add(ctx context.Context, name string) (netip.Addr, error) {
	none := netip.Addr{}
	all, err := All(s.host)
	if err != nil {
		return none, err
	}
	if named(all, name) >= 0 {
		return none, fmt.Errorf("there is a workload %s already", name)
	}
	_, exists, err := s.engine.Find(ctx, name)
	if err != nil {
		return none, err
	}
	if exists {
		return none, fmt.Errorf("this host has a container %s already, which is no workload: choose another name, or remove it", name)
	}
	address, err := s.family.Choose(all)
	if err != nil {
		return none, err
	}
	running, err := s.running(ctx, all)
	if err != nil {
		return none, err
	}
	w, err := s.one(ctx, family.Workload{Name: name, Address: address}, running)
	if err != nil {
		return none, errors.Join(err, s.undo(name))
	}
	added, err := loadAdded()
	if err == nil {
		err = saveAdded(append(added, family.Workload{Name: name, Address: address}))
	}
	if err == nil {
		address, err = links.AddressIn(w.Pid, "eth0")
	}
	if err != nil {
		return none, errors.Join(err, s.forget(name), s.undo(name))
	}
	return address, nil
}

// running are those of the workloads that run at this moment: what the service saw last lacks what was added since.
func (s starter) running(ctx context.Context, all []family.Workload) ([]family.Workload, error) {
	var running []family.Workload
	for _, w := range all {
		found, _, err := s.engine.Find(ctx, w.Name)
		if err != nil {
			return nil, err
		}
		if found.Running {
			w.Pid = found.Pid
			running = append(running, w)
		}
	}
	return running, nil
}

func (s starter) remove(ctx context.Context, name string) error {
	added, err := loadAdded()
	if err != nil {
		return err
	}
	if named(added, name) < 0 {
		names := []string{}
		for _, w := range added {
			names = append(names, w.Name)
		}
		if len(names) == 0 {
			names = []string{"none"}
		}
		return fmt.Errorf("no workload %s was added to this host; added: %s", name, strings.Join(names, " "))
	}
	// Off the list first, so that nothing starts it again; on it once more where it stays, as while the engine is away, so that it can
	// be removed another time.
	if err := s.forget(name); err != nil {
		return err
	}
	if err := s.undo(name); err != nil {
		return errors.Join(err, saveAdded(added))
	}
	return nil
}

func (s starter) forget(name string) error {
	added, err := loadAdded()
	if err != nil {
		return err
	}
	return saveAdded(slices.DeleteFunc(added, func(w family.Workload) bool { return w.Name == name }))
}

// undo whatever there is of a workload. It has a time of its own, as what failed may have used up the other.
func (s starter) undo(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(s.family.Detach(ctx, name), s.engine.Remove(ctx, name))
}
