package provider

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	hostPathPattern    = regexp.MustCompile(`^(/|[a-zA-Z]:\\)`)
	permissionsPattern = regexp.MustCompile(`^0[0-7]{3}$`)
)

func containerBlocks() map[string]schema.Block {
	return map[string]schema.Block{
		"labels": labelsBlock(),
		"capabilities": atMostOne("Linux capabilities beyond or below Docker's default.", map[string]schema.Attribute{
			"add":  optionalStrings("Capabilities to add, such as NET_ADMIN, or ALL."),
			"drop": optionalStrings("Capabilities to drop, or ALL."),
		}),
		"devices": fixedSet("Devices of the engine's machine that the container may use.", map[string]schema.Attribute{
			"host_path":      needed("Path of the device on the engine's machine."),
			"container_path": optional("Path of the device in the container. Defaults to host_path."),
			"permissions":    optional("Rights: r, w and m (make). Defaults to rwm."),
		}),
		"host": fixedSet("Further lines of /etc/hosts.", map[string]schema.Attribute{
			"host": needed("Host name."),
			"ip":   needed("Its address."),
		}),
		"networks_advanced": fixedSet("Networks that the container joins. It is a set: find interfaces by their address.", map[string]schema.Attribute{
			"name":         needed("Name or id of the network."),
			"aliases":      optionalStrings("Further names of the container in the network."),
			"ipv4_address": optional("Fixed IPv4 address in the network."),
			"ipv6_address": optional("Fixed IPv6 address in the network."),
		}),
		"ulimit": fixedSet("Resource limits of the container's processes.", map[string]schema.Attribute{
			"name": needed("Name of the limit, such as nofile."),
			"soft": schema.Int64Attribute{Description: "Soft limit.", Required: true},
			"hard": schema.Int64Attribute{Description: "Hard limit.", Required: true},
		}),
		"volumes": validated(volumeValidator{}, fixedSet("Volumes and directories in the container. Only container_path makes an anonymous volume.", map[string]schema.Attribute{
			"container_path": optional("Path in the container."),
			"host_path":      optional("Directory of the engine's machine.", stringvalidator.RegexMatches(hostPathPattern, "must be an absolute path")),
			"volume_name":    optional("Name of a volume."),
			"from_container": optional("Container whose volumes to take over; stands alone."),
			"read_only":      schema.BoolAttribute{Description: "If true, the container cannot write there. Defaults to false.", Optional: true},
		})),
		"upload":      uploadBlock(),
		"mounts":      mountsBlock(),
		"ports":       portsBlock(),
		"healthcheck": healthcheckBlock(),
	}
}

func uploadBlock() schema.SetNestedBlock {
	return validated(oneContentValidator{}, fixedSet("Files that are put into the container before it starts.", map[string]schema.Attribute{
		"file":           needed("Absolute path in the container."),
		"content":        optional("The file's text. One of content, content_base64 and source is needed."),
		"content_base64": optional("The file's bytes in base64.", isBase64),
		"source":         optional("Path of the file on the machine that runs Terraform."),
		"source_hash":    optional("Any text that changes with the file behind source, to replace the container then."),
		"executable":     schema.BoolAttribute{Description: "If true, the mode is 0744, else 0644. Defaults to false.", Optional: true},
		"permissions":    optional("The file's mode, such as 0600; wins over executable.", stringvalidator.RegexMatches(permissionsPattern, "must be an octal mode such as 0644")),
	}))
}

func mountsBlock() schema.SetNestedBlock {
	block := fixedSet("Mounts in the container.", map[string]schema.Attribute{
		"target":    needed("Path in the container."),
		"source":    optional("Name of a volume or path on the engine's machine."),
		"type":      schema.StringAttribute{Description: "bind, volume or tmpfs.", Required: true, Validators: []validator.String{stringvalidator.OneOf("bind", "volume", "tmpfs")}},
		"read_only": schema.BoolAttribute{Description: "If true, the container cannot write there.", Optional: true},
	})
	propagation := stringvalidator.OneOf("private", "rprivate", "shared", "rshared", "slave", "rslave")
	volumeOptions := single("Options of a volume mount.", map[string]schema.Attribute{
		"no_copy":        schema.BoolAttribute{Description: "If true, a new volume is not filled with what the image has there.", Optional: true},
		"driver_name":    optional("Driver of a new volume."),
		"driver_options": schema.MapAttribute{Description: "Options of that driver.", Optional: true, ElementType: types.StringType},
	})
	volumeOptions.NestedObject.Blocks = map[string]schema.Block{"labels": labelsBlock()}
	block.NestedObject.Blocks = map[string]schema.Block{
		"bind_options": single("Options of a bind mount.", map[string]schema.Attribute{
			"propagation": optional("How mounts below spread: private, shared, slave, or recursive with r in front.", propagation),
		}),
		"volume_options": volumeOptions,
		"tmpfs_options": single("Options of a tmpfs mount.", map[string]schema.Attribute{
			"size_bytes": schema.Int64Attribute{Description: "Size in bytes.", Optional: true},
			"mode":       schema.Int64Attribute{Description: "Mode of the directory as a decimal number.", Optional: true},
		}),
	}
	return block
}

// A port that the engine chooses is unknown until then, so the whole list cannot be compared: each attribute is, and the length.
func portsBlock() schema.ListNestedBlock {
	lengthChanged := func(_ context.Context, req planmodifier.ListRequest, resp *listplanmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = len(req.PlanValue.Elements()) != len(req.StateValue.Elements())
	}
	fixedDefault := func(fallback, about string) schema.StringAttribute {
		return schema.StringAttribute{Description: about, Optional: true, Computed: true, Default: stringdefault.StaticString(fallback),
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}}
	}
	return schema.ListNestedBlock{
		Description: "Ports of the container that the engine's machine publishes.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"internal": schema.Int64Attribute{Description: "Port in the container.", Required: true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}},
			"external": chosenInt("Port on the machine. The engine chooses a free one if there is none."),
			"ip":       fixedDefault("0.0.0.0", "Address on the machine. Defaults to 0.0.0.0."),
			"protocol": fixedDefault("tcp", "tcp, udp or sctp. Defaults to tcp."),
		}},
		PlanModifiers: []planmodifier.List{listplanmodifier.RequiresReplaceIf(lengthChanged, "Replaced when ports come or go.", "Replaced when ports come or go.")},
	}
}

func healthcheckBlock() schema.ListNestedBlock {
	duration := func(about string) schema.StringAttribute {
		return schema.StringAttribute{Description: about, Optional: true, Computed: true, Default: stringdefault.StaticString("0s"),
			Validators: []validator.String{isDuration}}
	}
	block := single("How the engine finds out whether the container is healthy. Without it, the image's way.", map[string]schema.Attribute{
		"test":           schema.ListAttribute{Description: `The check: ["CMD", "program", "argument"] or ["CMD-SHELL", "line"].`, Required: true, ElementType: types.StringType},
		"interval":       duration("Time between checks, such as 1s. 0s is the engine's default of 30s."),
		"timeout":        duration("Time that a check may take, such as 500ms. 0s is the engine's default of 30s."),
		"start_period":   duration("Time after the start in which failures do not count."),
		"start_interval": duration("Time between checks in the start period; engines from version 25 on."),
		"retries": schema.Int64Attribute{Description: "Failures in a row that make the container unhealthy. 0 is the engine's default of 3.",
			Optional: true, Computed: true, Default: int64default.StaticInt64(0), Validators: []validator.Int64{int64validator.AtLeast(0)}},
	})
	block.PlanModifiers = []planmodifier.List{listplanmodifier.RequiresReplace()}
	return block
}

func fixedSet(about string, attributes map[string]schema.Attribute) schema.SetNestedBlock {
	return schema.SetNestedBlock{
		Description:   about,
		NestedObject:  schema.NestedBlockObject{Attributes: attributes},
		PlanModifiers: []planmodifier.Set{setplanmodifier.RequiresReplace()},
	}
}

func atMostOne(about string, attributes map[string]schema.Attribute) schema.SetNestedBlock {
	block := fixedSet(about, attributes)
	block.Validators = []validator.Set{setvalidator.SizeAtMost(1)}
	return block
}

func validated(check validator.Object, block schema.SetNestedBlock) schema.SetNestedBlock {
	block.NestedObject.Validators = append(block.NestedObject.Validators, check)
	return block
}

func single(about string, attributes map[string]schema.Attribute) schema.ListNestedBlock {
	return schema.ListNestedBlock{
		Description:  about,
		NestedObject: schema.NestedBlockObject{Attributes: attributes},
		Validators:   []validator.List{listvalidator.SizeAtMost(1)},
	}
}

// Attributes inside blocks: it is the block that replaces the container.

func needed(about string) schema.StringAttribute {
	return schema.StringAttribute{Description: about, Required: true}
}

func optional(about string, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{Description: about, Optional: true, Validators: validators}
}

func optionalStrings(about string) schema.SetAttribute {
	return schema.SetAttribute{Description: about, Optional: true, ElementType: types.StringType}
}
