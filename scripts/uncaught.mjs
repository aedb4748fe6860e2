// uncaught.mjs: what is said of an error that nobody caught: one line with what failed. UNDERLAY_DEBUG=1 adds where.
// Loaded by every program of ours before anything that may fail.

/** Says what failed; `what` is who says so. esbuild's failures have places of their own. */
export function tell(error, what = "") {
  const { message = String(error), stack = message, errors } = error ?? {};
  const reasons = errors?.map?.(({ text, message, location }) =>
    location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : (text ?? message),
  );
  const line = (reasons?.length > 0 ? reasons.join("; ") : message).trim().replaceAll(/\s*\n\s*/g, " ");
  process.stderr.write(`error: ${what === "" ? "" : `${what}: `}${line}\n`);
  if (process.env.UNDERLAY_DEBUG === "1") process.stderr.write(`${stack}\n`);
}

process.on("uncaughtException", (error) => {
  tell(error);
  process.exit(1);
});

// Nobody reads any more (a closed pipe or terminal): what is under way ends in order all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error) => {
    if (!["EPIPE", "EIO"].includes(error.code)) throw error;
  });
