package kith.node.http.live;

import java.util.LinkedHashMap;
import java.util.Map;
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
    private static final int TEXTS_MAX = 64;

    /// Bytes remembered.
    private static final int BYTES_MAX = 8 << 20;

    private final LinkedHashMap<Key, byte[]> texts = new LinkedHashMap<>();
    private int bytes;
    private long made;

    private static final class Key {
        final Subscription.Update update;
        final String form;

        Key(Subscription.Update update, String form) {
            this.update = update;
            this.form = form;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && update == that.update // the same object, not an equal one
                    && form.equals(that.form);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(update) + form.hashCode();
        }
    }

    /// The text of an update in that form, which is made where nobody did before.
    byte[] text(Subscription.Update update, String form, Supplier<byte[]> making) {
        var key = new Key(update, form);
        byte[] before = find(key);
        if (before != null) {
            return before;
        }
        byte[] text = making.get();
        remember(key, text);
        return text;
    }

    private synchronized byte @Nullable [] find(Key key) {
        return texts.get(key);
    }

    private synchronized void remember(Key key, byte[] text) {
        made++;
        if (texts.putIfAbsent(key, text) == null) {
            bytes += text.length;
        }
        while (texts.size() > TEXTS_MAX || bytes > BYTES_MAX) {
            Map.Entry<Key, byte[]> oldest = texts.firstEntry();
            texts.remove(oldest.getKey());
            bytes -= oldest.getValue().length;
        }
    }

    /// How many texts were made.
    synchronized long made() {
        return made;
    }
}
