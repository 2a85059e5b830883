package dev.penstock.record;

import dev.penstock.testkit.MemoryCallLog;
import java.util.List;

class MemoryCallLogTest extends CallLogContract {
    private final MemoryCallLog log = new MemoryCallLog();

    @Override
    protected CallLog log() {
        return log;
    }

    @Override
    protected List<CallRow> rows() {
        return log.rows();
    }
}
