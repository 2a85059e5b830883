package dev.penstock.wrong.app;

/** Imported by a stage. */
public record Start(String value) {
    public static void main(String[] arguments) {}
}
