import { accessSync, constants, statSync } from "node:fs";
import { userInfo } from "node:os";
import { isAbsolute } from "node:path";

/**
 * The environment of every tool that Underlay calls. What steers a tool from the user's shell or from around it (another
 * workspace, extra arguments, another platform, a git hook's folders) would make a deploy something else than what was
 * asked for, so it is dropped; what tells a tool where things are (proxies, mirrors, certificates, caches,
 * credentials) stays.
 */

/** Variables by prefix: all of them are dropped but those that are named. */
const prefixes: readonly (readonly [prefix: string, kept: RegExp])[] = [
  // Workspace, arguments, variables, data folder, log level: the lab's folder says it all.
  ["TF_", /^TF_(CLI_CONFIG_FILE|PLUGIN_CACHE_DIR|TOKEN_.+|REGISTRY_.+|ACC_TERRAFORM_PATH)$/],
  ["TERRAFORM_", /^$/],
  ["TOFU_", /^$/],
  ["CDKTF_", /^$/],
  // The engine is the one that set-up found: DOCKER_HOST is set for each call.
  ["DOCKER_", /^DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS|TLS_VERIFY)$/],
  ["BUILDKIT_", /^$/],
  ["COMPOSE_", /^$/],
  [
    "GO",
    /^GO(PROXY|SUMDB|NOSUMDB|NOSUMCHECK|PRIVATE|NOPROXY|INSECURE|CACHE|MODCACHE|PATH|TOOLCHAIN|AUTH|VCS)$|^GOOGLE_/,
  ],
  ["CGO_", /^$/],
  // Also those that npm itself sets for what `npm run` starts, as if the user had asked for them.
  [
    "npm_config_",
    /^npm_config_(registry|userconfig|globalconfig|cache|cafile|ca|proxy|https?_proxy|noproxy|strict_ssl|.*_auth.*|\/\/.+|@.+)$/i,
  ],
  [
    "NPM_CONFIG_",
    /^NPM_CONFIG_(REGISTRY|USERCONFIG|GLOBALCONFIG|CACHE|CAFILE|CA|PROXY|HTTPS?_PROXY|NOPROXY|STRICT_SSL)$/,
  ],
  // Its settings stay, e.g. safe.directory, which containers of a CI set by variables: a checkout of another user is refused without.
  [
    "GIT_",
    /^GIT_(SSL|SSH|ASKPASS|PROXY|HTTP|TERMINAL|CONFIG_(COUNT|KEY_\d+|VALUE_\d+|GLOBAL|SYSTEM|NOSYSTEM)$)/,
  ],
  // Functions that bash exports take the place of programs.
  ["BASH_FUNC_", /^$/],
  ["LC_", /^$/],
  ["NODE_", /^NODE_(EXTRA_CA_CERTS|TLS_REJECT_UNAUTHORIZED|USE_ENV_PROXY|USE_SYSTEM_CA|COMPILE_CACHE)$/],
  // How our own packages start programs and compile.
  ["ZX_", /^$/],
  ["TSX_", /^$/],
  ["ESBUILD_", /^$/],
  // Go programs send traces where these say.
  ["OTEL_", /^$/],
  // What our own programs tell each other.
  // The last two are how much tests try.
  ["UNDERLAY_", /^UNDERLAY_(LABS|RESULTS|HOST_KIND|USER_NAMESPACE|INSTANCE|PROBES|DEBUG|FUZZ|GATES)$/],
];

/** Variables by name. */
const dropped: readonly string[] = [
  ...["CC", "CXX", "AR", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "GCCGO"],
  ...["BASH_ENV", "ENV", "CDPATH", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT", "GLOBIGNORE", "IFS", "PS4"],
  ...[
    "GREP_OPTIONS",
    "GREP_COLOR",
    "GREP_COLORS",
    "TAR_OPTIONS",
    "GZIP",
    "XZ_OPT",
    "XZ_DEFAULTS",
    "BLOCK_SIZE",
  ],
  ...["FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"],
  ...["LANGUAGE", "COLUMNS", "LINES", "TIMEFORMAT", "SSH_OPTIONS", "QEMU_AUDIO_DRV", "IP_OPTIONS"],
];

/** Output is parsed, so it must be the same everywhere; nothing may ask or look for news. */
const set: Readonly<Record<string, string>> = {
  LANG: "C.UTF-8",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  CHECKPOINT_DISABLE: "1",
  TF_IN_AUTOMATION: "1",
  TF_INPUT: "0",
  GOENV: "off",
  GOWORK: "off",
  DISABLE_VERSION_CHECK: "1",
  // A shell that no other one began takes the socket that Node gives it as its input for somebody who logs in from elsewhere, and reads
  // ~/.bashrc for each command (bash(1), "Invocation").
  SHLVL: "1",
};

/** Folders for temporary files; without them /tmp is used. */
const temporary = ["TMPDIR", "TMP", "TEMP", "GOTMPDIR"];

/** What tools are given of an environment. */
export function toolEnvironment(ambient: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(ambient).filter(([name, value]) => {
    if (dropped.includes(name)) return false;
    if (temporary.includes(name)) return isUsable(value ?? "");
    return prefixes.every(([prefix, kept]) => !name.startsWith(prefix) || kept.test(name));
  });
  // Go and others keep their caches below it, and give up without.
  const home = ambient.HOME ? {} : { HOME: userInfo().homedir };
  return { ...Object.fromEntries(kept), ...home, ...set };
}

/** True for a folder that is there whatever folder a tool runs in, and can be written to. */
function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return isAbsolute(folder) && statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

/**
 * The environment in which the docker command, and whatever else speaks to an engine, reaches the one at this address and
 * no other. TLS is for tcp alone: with it, the docker command and the provider would speak it to a socket as well.
 */
export function engineEnvironment(
  engineHost: string,
  ambient: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const unwanted = [
    "DOCKER_CONTEXT",
    ...(engineHost.startsWith("tcp:") ? [] : ["DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"]),
  ];
  const kept = Object.entries(ambient).filter(([name]) => !unwanted.includes(name));
  return { ...Object.fromEntries(kept), DOCKER_HOST: engineHost };
}

/**
 * For programs in Go that live for a moment, as the docker command and Terraform do: collecting garbage often is of no use to them, and
 * takes a sixth of their processor time.
 */
export const shortLived = { GOGC: "400" } as const;

/** Makes it this process's own environment, which whatever it starts inherits. Entry points call it first. */
export function adoptToolEnvironment(): void {
  const wanted = toolEnvironment(process.env);
  for (const name of Object.keys(process.env)) if (!(name in wanted)) delete process.env[name];
  Object.assign(process.env, wanted);
}
