// Loaded into a server that a command started for itself (see server-process.ts). When the command is
// gone, however it ended, the channel to it closes, and the server stops as it does for SIGTERM.
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
