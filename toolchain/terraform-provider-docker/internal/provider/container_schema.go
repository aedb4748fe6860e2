package provider

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Patterns and lists of values are those of kreuzwerker/docker, so that what is valid here is valid there.
var (
	cpuSetPattern   = regexp.MustCompile(`^\d+([,-]\d+)*$`)
	restartPolicies = []string{"no", "on-failure", "always", "unless-stopped"}
)

func (r *containerResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	atLeast := int64validator.AtLeast
	resp.Schema = schema.Schema{
		Description: "A container. Its limits and restart policy can be changed while it runs; any other change replaces it.",
		Attributes: map[string]schema.Attribute{
			"id": reportedString("The engine's id of the container."),
			"exit_code": schema.Int64Attribute{Description: "Exit code of a container that does not run.", Computed: true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()}},
			"bridge": reportedString("The engine's own bridge, where it was started with one."),
			"network_data": schema.ListAttribute{Description: "The container's networks and its addresses there, sorted by the network's name.",
				Computed: true, ElementType: networkDataType,
				PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()}},

			"name":          requiredString("Name of the container, unique on the engine."),
			"image":         requiredString("Id or name of the image. With an id, a rebuilt image replaces the container."),
			"hostname":      chosenString("Host name inside the container."),
			"domainname":    fixedString("Domain name inside the container."),
			"command":       chosenWords("Command and its arguments. The image's command if there is none."),
			"entrypoint":    chosenWords("Entry point and its arguments. The image's entry point if there is none."),
			"env":           chosenStrings("Environment variables as NAME=VALUE."),
			"user":          fixedString("User, or user:group, that the command runs as."),
			"working_dir":   fixedString("Directory that the command starts in."),
			"init":          chosenBool("If true, the engine's small init runs as process 1 and reaps zombies."),
			"tty":           fixedBoolDefault(false, "If true, the container has a terminal. Defaults to false."),
			"stdin_open":    fixedBoolDefault(false, "If true, standard input stays open with nobody attached. Defaults to false."),
			"stop_signal":   chosenString("Signal that asks the container to stop. The image's, or SIGTERM."),
			"stop_timeout":  chosenInt("Seconds between the stop signal and SIGKILL."),
			"security_opts": chosenStrings("Security options, such as seccomp=unconfined."),
			"group_add":     fixedStrings("Further groups of the command's user."),
			"pid_mode":      fixedString("Process namespace: host or container:NAME."),
			"ipc_mode":      chosenString("IPC namespace: none, private, shareable, host or container:NAME."),
			"cgroupns_mode": fixedString("Control group namespace: private or host.", stringvalidator.OneOf("private", "host")),
			"log_driver":    chosenString("Driver that keeps the container's output."),
			"log_opts":      fixedMap("Options of the log driver."),
			"sysctls":       fixedMap("Kernel parameters in the container's namespaces."),
			"tmpfs":         fixedMap("Directories in memory: path to mount options."),
			"read_only":     fixedBoolDefault(false, "If true, the root file system is read-only. Defaults to false."),
			"shm_size":      chosenInt("Size of /dev/shm in MB.", atLeast(0)),
			"cpus":          fixedString("CPUs that the container may use at most, such as 1.5.", isPositiveNumber),
			"dns":           fixedStrings("Addresses of DNS servers."),
			"dns_opts":      fixedStrings("Options for resolv.conf."),
			"dns_search":    fixedStrings("Domains that short names are looked up in."),
			"network_mode": schema.StringAttribute{
				Description: "Network mode: bridge, host, none, container:NAME or a network's name. Defaults to bridge; " +
					"with networks_advanced, bridge means those networks and not Docker's default one.",
				Optional: true, Computed: true, Default: stringdefault.StaticString("bridge"),
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},

			"restart": schema.StringAttribute{
				Description: "When the engine restarts the container: no, on-failure, always or unless-stopped. Defaults to no.",
				Optional:    true, Computed: true, Default: stringdefault.StaticString("no"),
				Validators: []validator.String{stringvalidator.OneOf(restartPolicies...)},
			},
			"max_retry_count": tunableInt("Restarts at most, with restart = on-failure.", atLeast(0)),
			"memory":          tunableInt("Memory limit in MB.", atLeast(0)),
			"memory_swap":     tunableInt("Limit for memory and swap together in MB; -1 is no limit. The engine's default is twice the memory.", atLeast(-1)),
			"cpu_shares":      tunableInt("Weight among containers that compete for CPU.", atLeast(0)),
			"cpu_set": tunableString("CPUs that the container may run on, such as 0-1 or 0,2.",
				stringvalidator.RegexMatches(cpuSetPattern, "must be CPU numbers such as 0-1 or 0,2")),

			"start":                 fixedBoolDefault(true, "If false, the container is created and not started: then must_run has to be false too. Defaults to true."),
			"must_run":              tunableBool(true, "If true, a container that is found stopped is replaced. Defaults to true."),
			"wait":                  tunableBool(false, "If true, the container has to become healthy before it counts as created. Defaults to false."),
			"wait_timeout":          tunableIntDefault(60, "Seconds that the container may take to become healthy. Defaults to 60.", atLeast(1)),
			"rm":                    fixedBoolDefault(false, "If true, the engine removes the container when it exits. Defaults to false."),
			"remove_volumes":        tunableBool(true, "If true, the container's anonymous volumes are removed with it. Defaults to true."),
			"destroy_grace_seconds": schema.Int64Attribute{Description: "Seconds that the container gets to stop before it is destroyed. Without it, it is killed at once.", Optional: true},
		},
		Blocks: containerBlocks(),
	}
}

var networkDataType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"network_name":              types.StringType,
	"ip_address":                types.StringType,
	"ip_prefix_length":          types.Int64Type,
	"gateway":                   types.StringType,
	"global_ipv6_address":       types.StringType,
	"global_ipv6_prefix_length": types.Int64Type,
	"ipv6_gateway":              types.StringType,
	"mac_address":               types.StringType,
}}
