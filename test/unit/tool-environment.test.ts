import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { $ } from "zx/core";
import { engineEnvironment, toolEnvironment } from "../../lib/runtime/tool-environment.ts";

it.each([
  ...[
    "TF_WORKSPACE",
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_apply",
    "TF_VAR_x",
    "TF_DATA_DIR",
    "TF_LOG",
    "TERRAFORM_BINARY_NAME",
  ],
  ...["CDKTF_OUTDIR", "CDKTF_LOG_LEVEL", "CDKTF_CONTEXT_JSON"],
  ...["DOCKER_DEFAULT_PLATFORM", "DOCKER_API_VERSION", "DOCKER_BUILDKIT", "BUILDKIT_PROGRESS"],
  ...[
    "GOFLAGS",
    "GOOS",
    "GOARCH",
    "GO111MODULE",
    "GOROOT",
    "GOMAXPROCS",
    "GOEXPERIMENT",
    "CGO_ENABLED",
    "CC",
  ],
  ...["npm_config_ignore_scripts", "npm_config_omit", "npm_config_prefix", "NPM_CONFIG_GLOBAL", "NODE_ENV"],
  ...["NODE_PATH", "NODE_DEBUG", "TSX_TSCONFIG_PATH", "ESBUILD_BINARY_PATH", "ZX_SHELL", "ZX_TIMEOUT"],
  ...["UNDERLAY_DRIVER", "UNDERLAY_ONLY", "UNDERLAY_DRY", "UNDERLAY_SYNTHESIS", "OTEL_TRACES_EXPORTER"],
  ...["ENV", "COLUMNS", "LINES", "LANGUAGE", "FORCE_COLOR", "LC_MESSAGES", "TF_REATTACH_PROVIDERS"],
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG"],
  ...[
    "NODE_OPTIONS",
    "BASH_ENV",
    "CDPATH",
    "BASH_FUNC_docker%%",
    "GREP_OPTIONS",
    "TAR_OPTIONS",
    "LC_NUMERIC",
  ],
])("drops %s", (name) => {
  expect(toolEnvironment({ [name]: "hostile" })).not.toHaveProperty(name);
});

it.each([
  ...["PATH", "HOME", "HTTPS_PROXY", "no_proxy", "SSL_CERT_FILE", "SSH_AUTH_SOCK", "XDG_CACHE_HOME"],
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"],
  ...[
    "GOPROXY",
    "GOCACHE",
    "GOPATH",
    "TF_CLI_CONFIG_FILE",
    "TF_TOKEN_registry_example",
    "npm_config_registry",
  ],
  ...[
    "UNDERLAY_LABS",
    "UNDERLAY_RESULTS",
    "UNDERLAY_DEBUG",
    "UNDERLAY_FUZZ",
    "UNDERLAY_GATES",
    "CI",
    "GIT_SSL_CAINFO",
  ],
  ...["GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_12", "GIT_CONFIG_GLOBAL"],
  ...["GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"],
])("keeps %s", (name) => {
  expect(toolEnvironment({ [name]: "told" })).toHaveProperty(name, "told");
});

it("makes what tools print the same everywhere, and lets none of them ask", () => {
  expect(toolEnvironment({ LANG: "de_DE.UTF-8", TZ: "Asia/Tokyo", TF_INPUT: "1" })).toMatchObject({
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    TF_INPUT: "0",
  });
});

it.each(["GOENV", "GOWORK"])("has %s off, also where Go's own settings say otherwise", (name) => {
  expect(toolEnvironment({ [name]: "/hostile" })).toHaveProperty(name, "off");
});

it.each(["TMPDIR", "TMP", "TEMP", "GOTMPDIR"])("keeps %s only where it can be used", (name) => {
  expect(toolEnvironment({ [name]: tmpdir() })).toHaveProperty(name, tmpdir());
  for (const folder of ["/nonexistent", "", ".", "/etc/hostname"])
    expect(toolEnvironment({ [name]: folder })).not.toHaveProperty(name);
});

it("gives tools a home where there is none", () => {
  const own = userInfo().homedir;
  expect([toolEnvironment({}).HOME, toolEnvironment({ HOME: "" }).HOME]).toEqual([own, own]);
  expect(toolEnvironment({ HOME: "/home/ann" }).HOME).toBe("/home/ann");
});

const tls = { DOCKER_TLS: "1", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certificates" };

it.each(["unix:///var/run/docker.sock", "ssh://lab@host", "npipe:////./pipe/docker_engine"])(
  "speaks no TLS to %s",
  (host) => {
    const ambient = {
      ...tls,
      DOCKER_HOST: "tcp://elsewhere:2376",
      DOCKER_CONTEXT: "elsewhere",
      PATH: "/bin",
    };
    expect(engineEnvironment(host, ambient)).toEqual({ DOCKER_HOST: host, PATH: "/bin" });
  },
);

it("speaks TLS to an engine behind tcp, as the user set it", () => {
  expect(engineEnvironment("tcp://lab:2376", tls)).toEqual({ ...tls, DOCKER_HOST: "tcp://lab:2376" });
});

it.each([{}, { SHLVL: "0" }, { SSH_CLIENT: "::1 1 22" }])(
  "has no shell read its user's ~/.bashrc, begun by no shell as in %o",
  async (ambient) => {
    const home = await mkdtemp(join(tmpdir(), "underlay-home-"));
    try {
      await writeFile(join(home, ".bashrc"), "echo from .bashrc\n");
      const env = toolEnvironment({ ...ambient, HOME: home, PATH: process.env.PATH });
      expect((await $({ env, quiet: true })`echo ours`).stdout).toBe("ours\n");
    } finally {
      await rm(home, { recursive: true });
    }
  },
);
