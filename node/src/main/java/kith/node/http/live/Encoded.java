package kith.node.http.live;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import kith.state.Subscription;
import org.jspecify.annotations.Nullable;

/// The texts of the last updates, so that an update that a thousand readers get is encoded once.
///
/// Those who are equally far get the same object from the engine, so its identity is the key,
/// together with what else the text depends on.
///
/// Any thread. Two that ask for one text at the same time may both make it.
final class Encoded {
    /// Updates remembered. Readers of one place take an update within moments of each other.
    private static final int UPDATES_MAX = 64;

    /// Bytes remembered.
    private static final int BYTES_MAX = 8 << 20;

    private final IdentityHashMap<Subscription.Update, Map<String, byte[]>> texts =
            new IdentityHashMap<>();
    private final ArrayDeque<Subscription.Update> byAge = new ArrayDeque<>();
    private int bytes;
    private long made;

    /// The text of an update in that form, which is made where nobody did before.
    byte[] text(Subscription.Update update, String form, Supplier<byte[]> making) {
        byte[] before = find(update, form);
        if (before != null) {
            return before;
        }
        byte[] text = making.get();
        remember(update, form, text);
        return text;
    }

    private synchronized byte @Nullable [] find(Subscription.Update update, String form) {
        Map<String, byte[]> forms = texts.get(update);
        return forms == null ? null : forms.get(form);
    }

    private synchronized void remember(Subscription.Update update, String form, byte[] text) {
        made++;
        Map<String, byte[]> forms = texts.get(update);
        if (forms == null) {
            forms = new TreeMap<>();
            texts.put(update, forms);
            byAge.add(update);
        }
        if (forms.putIfAbsent(form, text) == null) {
            bytes += text.length;
        }
        while (texts.size() > UPDATES_MAX || bytes > BYTES_MAX) {
            Map<String, byte[]> oldest = texts.remove(byAge.remove());
            for (byte[] one : oldest == null ? List.<byte[]>of() : oldest.values()) {
                bytes -= one.length;
            }
        }
    }

    /// How many texts were made.
    synchronized long made() {
        return made;
    }
}
