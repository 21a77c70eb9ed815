// Preloaded into each handler: its clock runs TIME_WARP times as fast, so that leases and waits of minutes pass in seconds.
const warp = Number(process.env.TIME_WARP);
const startMs = Number(process.env.TIME_WARP_START);
const baseMs = Number(process.env.TIME_WARP_BASE);
const realNow = Date.now;
Date.now = () => baseMs + (realNow() - startMs) * warp;

// A call must time out sooner than the lease of 60 s under which it is made, though it takes its time of the real clock.
const timeoutMs = Math.max(300, Math.round(20_000 / warp));
const realTimeout = AbortSignal.timeout;
AbortSignal.timeout = (ms) => realTimeout.call(AbortSignal, Math.min(ms, timeoutMs));
