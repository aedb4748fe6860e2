import type { ProcessOutput } from "zx/core";
import { inLab, lines, words } from "./support.ts";

/** What a hostile root in a machine of a lab would do to others, done so that nothing comes of it where it succeeds. */
export class Attacker {
  readonly #lab: string;
  readonly #machine: string;

  constructor(lab: string, machine: string) {
    this.#lab = lab;
    this.#machine = machine;
  }

  #run(...command: string[]): Promise<ProcessOutput> {
    return inLab(this.#lab, this.#machine, command);
  }

  /** The kernel settings, of some, that can be written; each gets the value that it has. */
  async writableSettings(...names: string[]): Promise<string[]> {
    const write =
      'for name; do value=$(cat "$name"); (printf %s "$value" >"$name") 2>/dev/null && echo "$name"; done';
    const files = names.map((name) => `/proc/sys/${name}`);
    return lines((await this.#run("sh", "-c", `${write}; :`, "sh", ...files)).stdout);
  }

  /** The control group files that can be written, but for those of the machine's own engine. */
  async writableGroups(): Promise<string[]> {
    const search = "find /sys/fs/cgroup -path */docker -prune -o -type f -writable -print";
    return lines((await this.#run(...words(search))).stdout);
  }

  /** What is in the control group hierarchies when they are mounted anew: the folders at their tops, and release agents. */
  async groupsMountedAnew(): Promise<string[]> {
    const script = `mkdir -p /tmp/anew
for what in memory devices freezer pids unified; do
  type="cgroup -o $what"; [ $what != unified ] || type=cgroup2
  mount -t $type none /tmp/anew 2>/dev/null || continue
  (cd /tmp/anew && ls -d */ release_agent 2>/dev/null)
  umount /tmp/anew
done; :`;
    return [...new Set(lines((await this.#run("sh", "-c", script)).stdout))];
  }

  /** Whether a file system can be mounted at all. */
  async mounts(): Promise<boolean> {
    return (await this.#run(...words("mount -t tmpfs none /mnt"))).exitCode === 0;
  }

  /** The errors that system calls end with (errno(3)), without sensible arguments. */
  async callErrors(): Promise<Record<string, string>> {
    const calls = `use POSIX (); my $arm = (POSIX::uname())[4] eq "aarch64";
my %calls = (add_key => [248, 217], bpf => [321, 280], fsopen => [430, 430], io_uring_setup => [425, 425], keyctl => [250, 219],
  open_tree => [428, 428], perf_event_open => [298, 241], userfaultfd => [323, 282]);
for (sort keys %calls) { syscall($calls{$_}[$arm ? 1 : 0], 0, 0, 0, 0, 0); print "$_ $!\\n"; }`;
    const { stdout } = await this.#run("env", "LC_ALL=C", "perl", "-e", calls);
    return Object.fromEntries(
      lines(stdout).map((line) => [line.split(" ", 1)[0], line.replace(/^\S+ /, "")]),
    );
  }

  /** What ends a process that asks for its number (getpid) by the kernel's way for x32 programs: a signal; none where it may. Null where there is no such way. */
  async x32Call(): Promise<string | null> {
    const call = `use Config; use POSIX (); if ((POSIX::uname())[4] ne "x86_64") { print "none"; exit }
my $pid = fork(); if (!$pid) { syscall(0x40000000 | 39); POSIX::_exit(0) }
waitpid $pid, 0; print((split " ", $Config{sig_name})[$? & 127]);`;
    const { stdout } = await this.#run("perl", "-e", call);
    return stdout === "none" ? null : stdout;
  }

  /** Forks until that is refused, `most` times at most; all children end. Returns how often it went well. */
  async forks(most: number): Promise<number> {
    const bomb = `my @all;
for (1..$ARGV[0]) { my $pid = fork(); last unless defined $pid; if (!$pid) { sleep 60; exit; } push @all, $pid; }
kill 9, @all; print scalar(@all), "\\n";`;
    return Number((await this.#run("perl", "-e", bomb, String(most))).stdout);
  }

  /** Whether so many MiB can be had. */
  async takes(mebibytes: number): Promise<boolean> {
    const script = 'my $all = "x" x ($ARGV[0] << 20); print length($all)';
    return (await this.#run("perl", "-e", script, String(mebibytes))).exitCode === 0;
  }
}
