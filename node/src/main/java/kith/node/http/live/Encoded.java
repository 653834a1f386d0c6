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
/// Any thread. Of two that ask for one text at the same time, one makes it and the other waits.
final class Encoded {
    /// Updates remembered. Readers of one place take an update within moments of each other.
    private static final int UPDATES_MAX = 64;

    /// Bytes remembered.
    private static final int BYTES_MAX = 8 << 20;

    private final IdentityHashMap<Subscription.Update, Map<String, Text>> texts =
            new IdentityHashMap<>();
    private final ArrayDeque<Subscription.Update> byAge = new ArrayDeque<>();
    private long bytes;
    private long made;

    /// A text that is made once, by whoever asks first.
    private static final class Text {
        private byte @Nullable [] content;

        /// Of [Encoded]'s lock: what it counts for; 0 while it is being made.
        private long counted;
    }

    /// The text of an update in that form, which is made where nobody did before.
    byte[] text(Subscription.Update update, String form, Supplier<byte[]> making) {
        Text text = find(update, form);
        synchronized (text) {
            byte[] content = text.content;
            if (content == null) {
                content = making.get();
                text.content = content;
                made(update, form, text, content.length);
            }
            return content;
        }
    }

    private synchronized Text find(Subscription.Update update, String form) {
        Map<String, Text> forms = texts.get(update);
        if (forms == null) {
            forms = new TreeMap<>();
            texts.put(update, forms);
            byAge.add(update);
            dropOld();
        }
        return forms.computeIfAbsent(form, f -> new Text());
    }

    private synchronized void made(Subscription.Update update, String form, Text text, int length) {
        made++;
        Map<String, Text> forms = texts.get(update);
        if (forms != null && forms.get(form) == text) { // else it was dropped meanwhile
            text.counted = length;
            bytes += length;
            dropOld();
        }
    }

    private void dropOld() {
        while (texts.size() > UPDATES_MAX || bytes > BYTES_MAX) {
            Map<String, Text> oldest = texts.remove(byAge.remove());
            for (Text one : oldest == null ? List.<Text>of() : oldest.values()) {
                bytes -= one.counted;
            }
        }
    }

    /// How many texts were made.
    synchronized long made() {
        return made;
    }
}
