package kith.browser;

import org.teavm.jso.JSExportClasses;

/// What the ES module exports.
@JSExportClasses(TabPeer.class)
public final class Exports {
    private Exports() {}
}
