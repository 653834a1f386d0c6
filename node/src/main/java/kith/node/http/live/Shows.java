package kith.node.http.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.node.http.talk.Door;
import kith.node.http.talk.Refused;
import kith.talk.Fields;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What the clients of a peer show of themselves in its spaces: cursors, mostly.
///
/// **The problem.** A peer shows one value in a space, and each that it shows replaces the last.
/// Two windows of one console would take the place of each other, and a window that is closed would
/// leave its cursor behind for as long as the peer runs.
///
/// **The idea.** Each client has a part of that value, under a number, in the field `pages`; a part
/// ends with the socket over which it was shown. What was shown without a socket stands beside it.
///
/// Any thread. The engine is called with this locked, and never calls back here.
final class Shows {
    private static final String PAGES = "pages";

    private final Door door;
    private final Map<Address, Parts> spaces = new LinkedHashMap<>();
    private long lastNumber;

    private static final class Parts {
        Value own = Value.Null.NULL;
        final Map<Object, Part> parts = new LinkedHashMap<>();
    }

    private record Part(long number, Value value) {}

    Shows(Door door) {
        this.door = door;
    }

    /// Shows this in the space of the address as the part of `who`, or as what the peer itself
    /// shows; null ends it. What is refused has changed nothing.
    synchronized void show(Object who, Address at, Value value) {
        var space = new Address(at.board(), at.space(), Path.ROOT);
        Parts of = spaces.computeIfAbsent(space, _ -> new Parts());
        Value own = of.own;
        Part part = of.parts.get(who);
        put(of, who, value);
        Answer answer = door.call(new Command.Show(space, whole(of)));
        if (answer instanceof Answer.Failed failed) {
            of.own = own;
            put(of, who, part);
            throw Refused.by(failed);
        }
    }

    private void put(Parts of, Object who, Value value) {
        if (who == this) {
            of.own = value;
        } else if (value instanceof Value.Null) {
            of.parts.remove(who);
        } else {
            Part before = of.parts.get(who);
            of.parts.put(who, new Part(before == null ? ++lastNumber : before.number, value));
        }
    }

    private static void put(Parts of, Object who, @Nullable Part part) {
        if (part == null) {
            of.parts.remove(who);
        } else {
            of.parts.put(who, part);
        }
    }

    /// All that somebody showed ends.
    synchronized void left(Object who) {
        spaces.forEach(
                (space, of) -> {
                    if (of.parts.remove(who) != null) {
                        door.tell(new Command.Show(space, whole(of)));
                    }
                });
    }

    private static Value whole(Parts of) {
        if (of.parts.isEmpty()) {
            return of.own;
        }
        List<String> names = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (Part part : of.parts.values()) {
            names.add(Long.toString(part.number));
            values.add(part.value);
        }
        var fields = new Fields();
        if (of.own instanceof Value.Obj own) {
            for (int i = 0; i < own.size(); i++) {
                if (!own.name(i).equals(PAGES)) {
                    fields.put(own.name(i), own.value(i));
                }
            }
        } else if (!(of.own instanceof Value.Null)) {
            fields.put("value", of.own);
        }
        return fields.put(PAGES, Value.Obj.of(names, values)).value();
    }
}
