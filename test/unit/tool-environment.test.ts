import { expect, it } from "vitest";
import { toolEnvironment } from "../../lib/runtime/tool-environment.ts";

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
  ...["GOFLAGS", "GOOS", "GOARCH", "GO111MODULE", "GOENV", "CGO_ENABLED", "CC"],
  ...["npm_config_ignore_scripts", "npm_config_omit", "npm_config_prefix", "NPM_CONFIG_GLOBAL", "NODE_ENV"],
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"],
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
  ...[
    "PATH",
    "HOME",
    "TMPDIR",
    "HTTPS_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSH_AUTH_SOCK",
    "XDG_CACHE_HOME",
  ],
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"],
  ...[
    "GOPROXY",
    "GOCACHE",
    "GOPATH",
    "TF_CLI_CONFIG_FILE",
    "TF_TOKEN_registry_example",
    "npm_config_registry",
  ],
  ...["UNDERLAY_LABS", "UNDERLAY_RESULTS", "CI", "GIT_SSL_CAINFO"],
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
