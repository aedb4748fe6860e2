package provider

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"
)

// explainNameTaken turns the engine's refusal of a container's name into one that says whose name it is.
func explainNameTaken(ctx context.Context, engine *client.Client, name string, refusal error) error {
	holder, err := engine.ContainerInspect(ctx, name)
	if err != nil {
		return problem{"Container name " + name + " is already in use", refusal.Error() + "\n\nFix: docker rm -f " + name}
	}
	return problem{
		"Container name " + name + " is already in use",
		fmt.Sprintf("Container %s (%s) has it.%s", shortID(holder.ID), holder.State.Status,
			ownerAndFix(holder.Config.Labels, "docker rm -f "+name)),
	}
}

// explainCreate says which network is in the way of a new one.
func (r *networkResource) explainCreate(ctx context.Context, model *networkModel, refusal error) error {
	existing, err := r.engine.NetworkList(ctx, network.ListOptions{})
	if err != nil {
		return refusal
	}
	if errdefs.IsConflict(refusal) {
		for _, n := range existing {
			if n.Name == model.Name {
				return problem{
					"Network name " + model.Name + " is already in use",
					fmt.Sprintf("Network %s has it.%s", shortID(n.ID), ownerAndFix(n.Labels, "docker network rm "+model.Name)),
				}
			}
		}
	}
	if strings.Contains(refusal.Error(), "ool overlaps") {
		if text := describeOverlaps(model.subnets(), existing); text != "" {
			return problem{"The subnet of network " + model.Name + " is already in use", text}
		}
	}
	return problem{"Network " + model.Name + " cannot be made", refusal.Error()}
}

func (m *networkModel) subnets() []netip.Prefix {
	var subnets []netip.Prefix
	for _, c := range m.IPAMConfig {
		if subnet, err := netip.ParsePrefix(value(c.Subnet)); err == nil {
			subnets = append(subnets, subnet)
		}
	}
	return subnets
}

// describeOverlaps has one paragraph for each network whose subnet overlaps a wanted one.
func describeOverlaps(wanted []netip.Prefix, existing []network.Inspect) string {
	var paragraphs []string
	for _, n := range existing {
		for _, config := range n.IPAM.Config {
			subnet, err := netip.ParsePrefix(config.Subnet)
			if err != nil {
				continue
			}
			for _, w := range wanted {
				if w.Overlaps(subnet) {
					paragraphs = append(paragraphs, fmt.Sprintf("%s overlaps with %s of network %s (%s).%s", w, subnet, n.Name, shortID(n.ID),
						ownerAndFix(n.Labels, "docker network rm "+n.Name+", or choose another subnet")))
				}
			}
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// explainRemove says who keeps a network from being removed.
func (r *networkResource) explainRemove(ctx context.Context, model *networkModel, refusal error) error {
	detail := refusal.Error()
	if found, err := r.engine.NetworkInspect(ctx, model.ID.ValueString(), network.InspectOptions{}); err == nil && len(found.Containers) > 0 {
		var names []string
		for _, endpoint := range found.Containers {
			names = append(names, endpoint.Name)
		}
		detail = "These containers are still attached: " + sortedList(names) + ".\n\n" +
			"Fix: `docker rm -f` them, or `docker network disconnect -f " + model.Name + " CONTAINER`, then try again."
	}
	return problem{"Network " + model.Name + " cannot be removed", detail}
}

// ownerAndFix prefers the fix that removes a whole lab, where the object belongs to one.
func ownerAndFix(labels map[string]string, fix string) string {
	if lab := labels[labLabel]; lab != "" {
		return fmt.Sprintf(" It belongs to lab %s (label %s).\n\nFix: npx underlay destroy %s", lab, labLabel, lab)
	}
	return "\n\nFix: " + fix
}

func shortID(id string) string { return id[:min(12, len(id))] }
