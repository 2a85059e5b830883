package dev.penstock.call;

/** What happens when a scan finds something. */
public enum ScreenAction {
    FLAG,
    BLOCK
}
