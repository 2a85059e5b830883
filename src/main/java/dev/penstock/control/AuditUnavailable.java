package dev.penstock.control;

import java.io.IOException;

/** The audit trail takes no entry, so nothing may be changed and no secret read. */
public final class AuditUnavailable extends IOException {
    private static final long serialVersionUID = 1;

    AuditUnavailable(IOException cause) {
        super("The audit trail cannot be written", cause);
    }
}
