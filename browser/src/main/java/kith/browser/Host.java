package kith.browser;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Uint8Array;

/// What a script does for the peer in its tab: one method for each [kith.Effect], called in the
/// order in which the engine asked. None may call back before it returns: what it has to say at
/// once it says in a later task.
public interface Host extends JSObject {
    void send(double link, Uint8Array frame);

    void hangUp(double link, String reason);

    void known(double link);

    void dial(String address, @Nullable Uint8Array peer);

    void check(double ticket, Uint8Array key, Uint8Array message, Uint8Array signature);

    void sign(double ticket, Uint8Array message, @Nullable Uint8Array seed);

    void write(String file, double offset, Uint8Array bytes);

    void truncate(String file, double size);

    void sync(double ticket);

    void load(double ticket, String file, double offset, int length);

    void delete(String file);

    /// Another member of that board sent this, for whoever carries it out in script.
    void forwarded(String board, String from, int kind, Uint8Array bytes);

    void report(String code, String subject, String text);

    /// Asks for [TabPeer#wake] at that time of `performance.now()`, or a little later; it replaces
    /// what was asked for before.
    void wakeAt(double millis);

    // These may call back: they come after all effects of the step.

    /// The answer to a call that was not answered at once.
    void reply(double ticket, JSObject answer);

    /// An update of a subscription.
    void tell(double subscription, JSObject update);

    /// What changed where somebody observes.
    void changed(double observer, JSObject changes);

    /// The engine has a bug and is never stepped again.
    void broken(String reason);
}
