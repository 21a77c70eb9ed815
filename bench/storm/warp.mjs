// Preloaded into each handler: its clock runs TIME_WARP times as fast, so that leases and waits of minutes pass in seconds.
const warp = Number(process.env.TIME_WARP);
const startMs = Number(process.env.TIME_WARP_START);
const realNow = Date.now;
Date.now = () => startMs + (realNow() - startMs) * warp;
