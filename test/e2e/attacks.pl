# What a hostile root in a container host tries against the machine and others on it, each so that nothing comes of it where it succeeds: settings
# and groups are opened for writing and not written. Prints a line for each: its name, a tab, and DONE or the error (errno(3)).
use strict;
use Errno ();
use Fcntl;
use POSIX ();

my $arm = (POSIX::uname())[4] eq "aarch64";
my %number = (bpf => [321, 280], perf_event_open => [298, 241], keyctl => [250, 219], add_key => [248, 217], userfaultfd => [323, 282],
	io_uring_setup => [425, 425], open_tree => [428, 428], move_mount => [429, 429], mount_setattr => [442, 442], fsopen => [430, 430],
	syslog => [103, 116], swapon => [167, 224], init_module => [175, 105],
	reboot => [169, 142], settimeofday => [164, 170], kexec_load => [246, 104], quotactl => [179, 60]);

sub errno { my ($name) = grep { $!{$_} } keys %!; $! + 0 ? $name : "DONE" }
sub tell_of { my ($name, $done) = @_; print "$name\t", ($done ? "DONE" : errno()), "\n" }
sub call { my $name = shift; my $nr = $number{$name}[$arm ? 1 : 0]; $! = 0; syscall($nr, @_) }
sub opens { my ($path, $how) = @_; $! = 0; sysopen(my $file, $path, $how) }
sub mounts {
	my ($type, $options) = @_;
	my $place = "/tmp/attack-mount";
	mkdir $place;
	# mount(8)'s own words hide the error.
	my ($source, $data) = ("none", $options // "");
	$! = 0;
	my $done = syscall($arm ? 40 : 165, $source, $place, $type, 0, $data) == 0;
	return $done ? $place : undef;
}
sub unmount { syscall($arm ? 39 : 166, $_[0], 2) }

# Settings of the whole machine, in a /proc of the attacker's own.
my $proc = mounts("proc");
tell_of("mount proc", $proc);
for my $setting ("kernel/core_pattern", "kernel/panic_on_oops", "vm/swappiness", "fs/file-max", "kernel/modprobe", "kernel/hotplug", "vm/drop_caches") {
	my $path = ($proc // "/proc") . "/sys/$setting";
	next unless -e $path;
	tell_of("setting $setting", opens($path, O_WRONLY));
}
tell_of("sysrq", opens(($proc // "/proc") . "/sysrq-trigger", O_WRONLY));
tell_of("kcore", opens(($proc // "/proc") . "/kcore", O_RDONLY));
tell_of("slabinfo", opens(($proc // "/proc") . "/slabinfo", O_RDONLY)) if -e "/proc/slabinfo";
tell_of("timer_list", opens(($proc // "/proc") . "/timer_list", O_RDONLY)) if -e "/proc/timer_list";
unmount($proc) if $proc;

# /sys, writable again.
my $sys = mounts("sysfs");
tell_of("mount sysfs", $sys);
if ($sys) {
	my ($none, $again) = ("none", "");
	syscall($arm ? 40 : 165, $none, $sys, $again, 32, $again);
	for my $file ("kernel/uevent_helper", "kernel/mm/transparent_hugepage/enabled", "block/vda/queue/read_ahead_kb", "power/state") {
		next unless -e "$sys/$file" && ((stat _)[2] & 0200);
		tell_of("sysfs $file", opens("$sys/$file", O_WRONLY));
	}
	unmount($sys);
}

# Limits and devices of the host itself, in a hierarchy that is mounted anew.
for (["memory", "memory.limit_in_bytes"], ["devices", "devices.allow"], ["freezer", "freezer.state"], ["pids", "pids.max"]) {
	my ($kind, $file) = @$_;
	my $groups = mounts("cgroup", $kind);
	if (!$groups) { tell_of("mount group $kind", 0); next }
	# The limit is in the group that the machine's engine made: the top of what is seen, or what is above it.
	my $path = -e "$groups/$file" ? "$groups/$file" : "$groups/../$file";
	tell_of("group $file", opens($path, O_WRONLY));
	tell_of("group release_agent", opens("$groups/release_agent", O_WRONLY)) if $kind eq "memory";
	unmount($groups);
}
if (-e "/sys/fs/cgroup/cgroup.controllers") {
	my $groups = mounts("cgroup2");
	tell_of("mount group 2", $groups);
	for my $file ("memory.max", "pids.max", "cgroup.freeze", "../memory.max") {
		tell_of("group $file", opens("$groups/$file", O_WRONLY)) if $groups && -e "$groups/$file";
	}
	unmount($groups) if $groups;
}

for my $type ("debugfs", "tracefs", "securityfs", "bpf", "devtmpfs", "pstore", "hugetlbfs", "configfs", "efivarfs") {
	my $place = mounts($type);
	next if !$place && $!{ENODEV};
	tell_of("mount $type", $place);
	unmount($place) if $place;
}

# Devices: the machine's disk and memory, by a node of the attacker's own.
for (["disk", 060600, 254, 0], ["mem", 020600, 1, 1], ["kmsg", 020600, 1, 11]) {
	my ($name, $mode, $major, $minor) = @$_;
	my $path = "/tmp/attack-$name";
	$! = 0;
	my $made = syscall($arm ? 33 : 133, $arm ? (-100) : (), $path, $mode, $major << 8 | $minor) == 0;
	tell_of("mknod $name", $made);
	unlink $path;
}

for my $name ("bpf", "perf_event_open", "keyctl", "add_key", "userfaultfd", "io_uring_setup", "open_tree", "move_mount", "mount_setattr", "fsopen",
	"swapon", "init_module", "reboot", "settimeofday", "kexec_load", "quotactl") {
	tell_of("call $name", call($name, 0, 0, 0, 0, 0) != -1);
}
my $log = "x" x 16;
tell_of("call syslog", call("syslog", 3, $log, 16) != -1);

# Namespaces outside of one's own: the kernel hands out descriptors of a parent (ioctl_ns(2), NS_GET_PARENT).
for my $kind ("user", "pid") {
	sysopen(my $own, "/proc/self/ns/$kind", O_RDONLY);
	$! = 0;
	tell_of("parent of the $kind namespace", ioctl($own, 0xb702, 0));
}

# Descriptors that lead out: an entering command has pipes and /dev/null.
my @strange = grep { defined && !m{^(pipe:|socket:|/dev/null|/dev/pts/)} } map { readlink "/proc/self/fd/$_" } 0 .. 63;
print "descriptors\t", (join(" ", @strange) || "none"), "\n";
my @outer = grep { my $found = open(my $words, "<", $_); $found && (<$words> // "") =~ m{outside/init} } glob "/proc/[0-9]*/cmdline";
print "processes of the outer\t", (join(" ", @outer) || "none"), "\n";

# What stays: the kernel's network code, and namespaces within.
$! = 0;
tell_of("packet socket", socket(my $raw, 17, 3, 0x0300));
$! = 0;
tell_of("vsock", socket(my $v, 40, 1, 0));
