package dev.penstock.record;

import java.io.IOException;

/** Sums over calls, kept while rows are written and answered without reading rows. Blocks: not for event loops. */
public interface Analytics {
    RollupAnswer ask(RollupQuery query) throws IOException;
}
