package dev.penstock.app;

/** Starts the server and stays until it has ended. */
interface Launcher {
    /** The exit code of the process. */
    int serve(LaunchPlan plan) throws Exception;
}
