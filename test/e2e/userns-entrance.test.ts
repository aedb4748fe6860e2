import { describe, expect, it } from "vitest";
import { $ } from "zx/core";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { useLab } from "./lab.ts";
import { engine, fixtureLabs, lines, until } from "./support.ts";

const name = "lab-e2e-attacks-1";
const lab = useLab(name, fixtureLabs);
const confined = `${name}-confined`;
const sh = (script: string): Promise<string> => lab.out("confined", "sh", "-c", script);

/** What a person's terminal shows of a shell command on the engine's machine, by script(1). */
const terminal = (command: string) =>
  $({
    env: { ...engine.environment, SHELL: "/bin/bash" },
    quiet: true,
    nothrow: true,
    timeout: "240s",
  })`script -qec ${command} /dev/null`;

describe("the one way in", () => {
  it("cannot write the program that leads in, although it can have it run in its place", async () => {
    // By /proc/self/exe whoever calls underlay-health runs the outer's own program in the host, where it finds none to enter.
    await sh("cd /usr/local/bin && mv underlay-health kept && ln -s /proc/self/exe underlay-health");
    const script = `for (1..1000) { for my $exe (glob "/proc/[0-9]*/exe") {
        next unless (readlink($exe) // "") =~ m{outside/outer};
        print sysopen(my $file, $exe, 1) ? "open" : "refused: $!"; exit } select undef, undef, undef, 0.01 } print "not met"`;
    const [said] = await Promise.all([
      lab.out("confined", "perl", "-e", script),
      engine.start(Engine.program(`${name}-confined`, ["underlay-health"]), { limit: 20 }),
    ]);
    await sh("mv /usr/local/bin/kept /usr/local/bin/underlay-health");
    expect(said).toBe("refused: Permission denied");
  });

  it("gives a terminal of the host's own", async () => {
    const args = ["--tty", confined, "underlay-exec", "--terminal", "sh", "-c"];
    const said = await engine.run(["exec", ...args, "tty; stat -c %t:%T:%m $(tty)"]);
    expect(said.replaceAll("\r", "")).toMatch(/^\/dev\/pts\/\d+\n88:[\da-f]+:\/dev\/pts\n$/);
  });

  it("keeps what is pushed into that terminal (TIOCSTI) from whoever called", async () => {
    const push = `for (split //, "pushed\\n") { ioctl(STDIN, 0x5412, $_) or last }`;
    const inside = `docker exec -it ${confined} underlay-exec --terminal perl -e '${push}'`;
    const { stdout } = await terminal(`${inside}; read -r -t 3 line; echo "left: [$line]"`);
    expect(stdout).toContain("left: []");
  });

  it("leaves no file of the container open in the host, nor in sight", async () => {
    // Of every process but the workloads': what a descriptor, the root and the working directory lead to is there by the same name. (The engine
    // gives a command without input its own /dev/null.)
    const script = `my $own = readlink "/proc/self/ns/mnt";
      for my $link (glob "/proc/[0-9]*/fd/* /proc/[0-9]*/root /proc/[0-9]*/cwd") {
        my $to = readlink($link) // next; next unless $to =~ m{^/} && $to ne "/dev/null";
        my ($process) = $link =~ m{^(/proc/\\d+)}; next unless $own eq (readlink("$process/ns/mnt") // ""); $to =~ s/ \\(deleted\\)$//;
        my @there = stat $link or next; my @named = stat $to;
        print "$link $to\\n" unless @named && "@there[0,1]" eq "@named[0,1]" || !@named && -e "/proc/1/root$to" }
      open my $mounts, "<", "/proc/self/mountinfo"; print grep { m{ /(rootfs|state|guest)[ /]} } <$mounts>; print "looked\\n"`;
    expect(await lab.out("confined", "perl", "-e", script)).toBe("looked\n");
    expect(await sh("tr '\\0' '\\n' </proc/1/environ | grep -c outside || :")).toBe("0\n");
  });

  it("leaves a crash's core in the host, as its own file, where the machine's pattern is a name", async () => {
    const pattern = (await sh("cat /proc/sys/kernel/core_pattern")).trim();
    if (/^[|/@]/.test(pattern)) return;
    const script = `mkdir -p /tmp/crash && cd /tmp/crash && ulimit -c unlimited && { perl -e 'kill SEGV => $$'; :; }
      stat -c %u core*; rm -r /tmp/crash`;
    expect(lines(await sh(script))).toEqual(["0"]);
  });

  it("opens a terminal with job control", async () => {
    const opened = Engine.inside(confined, ["bash", "--norc"], undefined, "terminal").join(" ");
    const shell = terminal(`docker ${opened}`);
    let said = "";
    shell.stdout.on("data", (data) => {
      said += data;
    });
    const shown = (text: RegExp) => until(`${text} is shown`, 30, async () => text.test(said));
    const sleeps = (seconds: number) =>
      until(`it sleeps ${seconds} s`, 30, async () => (await sh(`pgrep -fx "sleep ${seconds}" || :`)) !== "");
    // Ctrl-C and Ctrl-Z are for the machine's terminal, and for what runs in it by then.
    for (const [keys, done] of [
      ["tty\n", () => shown(/^\/dev\/pts\/\d+\r$/m)],
      ["sleep 100\n", () => sleeps(100)],
      ["\x03", () => shown(/\^C/)],
      ["echo ended with $?\n", () => shown(/^ended with \d+\r$/m)],
      ["sleep 50\n", () => sleeps(50)],
      ["\x1a", () => shown(/Stopped +sleep 50/)],
      // A shell does not exit that has not heard of the end of a job.
      ["kill %1; while jobs %1; do sleep 0.1; done; exit 5\n", () => shell],
    ] as const) {
      shell.stdin.write(keys);
      await done();
    }
    const { stdout, exitCode } = await shell;
    expect(stdout).toMatch(/^\/dev\/pts\/\d+\r$/m);
    expect(stdout).toContain("ended with 130");
    expect(stdout).toMatch(/Stopped +sleep 50/);
    expect(exitCode).toBe(5);
  });
});
