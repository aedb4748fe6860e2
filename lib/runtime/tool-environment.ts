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
    /^GO(PROXY|SUMDB|NOSUMDB|NOSUMCHECK|PRIVATE|NOPROXY|INSECURE|CACHE|MODCACHE|PATH|ROOT|TOOLCHAIN|TMPDIR|AUTH|VCS)$|^GOOGLE_/,
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
  ["GIT_", /^GIT_(SSL|SSH|ASKPASS|PROXY|HTTP|TERMINAL)/],
  // Functions that bash exports take the place of programs.
  ["BASH_FUNC_", /^$/],
  ["LC_", /^$/],
];

/** Variables by name. */
const dropped: readonly string[] = [
  ...["NODE_OPTIONS", "NODE_PATH", "NODE_ENV", "TSX_TSCONFIG_PATH"],
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
  GOWORK: "off",
  DISABLE_VERSION_CHECK: "1",
};

/** What tools are given of an environment. */
export function toolEnvironment(ambient: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(ambient).filter(([name]) => {
    if (dropped.includes(name)) return false;
    return prefixes.every(([prefix, kept]) => !name.startsWith(prefix) || kept.test(name));
  });
  return { ...Object.fromEntries(kept), ...set };
}

/** Makes it this process's own environment, which whatever it starts inherits. Entry points call it first. */
export function adoptToolEnvironment(): void {
  const wanted = toolEnvironment(process.env);
  for (const name of Object.keys(process.env)) if (!(name in wanted)) delete process.env[name];
  Object.assign(process.env, wanted);
}
