package kith.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.identity.Check;
import kith.lang.Bytes;

/// Which signatures were found good lately: eight replicas tell the same record, and a check costs
/// as much as all else that is done about it.
final class Verified {
    /// Guess: sixteen records about each of sixty things; half a megabyte.
    static final int MAX = 1_024;

    private final LinkedHashMap<Bytes, Check> bySignature = new LinkedHashMap<>();

    /// Those of which nothing is known.
    List<Check> unknown(List<Check> checks) {
        var unknown = new ArrayList<Check>();
        for (Check one : checks) {
            if (!one.equals(bySignature.get(one.signature()))) {
                unknown.add(one);
            }
        }
        return unknown;
    }

    void add(List<Check> good) {
        for (Check one : good) {
            bySignature.put(one.signature(), one);
        }
        while (bySignature.size() > MAX) {
            bySignature.remove(bySignature.keySet().iterator().next());
        }
    }

    int size() {
        return bySignature.size();
    }
}
