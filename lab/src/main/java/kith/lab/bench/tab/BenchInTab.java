package kith.lab.bench.tab;

import org.teavm.jso.JSExportClasses;

/// What the module of the benchmarks exports.
@JSExportClasses({TextInTab.class, KeysInTab.class})
public final class BenchInTab {
    private BenchInTab() {}
}
