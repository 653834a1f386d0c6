package kith.node.http.live;

import java.util.ArrayList;
import java.util.List;
import kith.Event;
import kith.lang.Utf8;
import kith.state.Changes;
import kith.state.Query.Found;
import kith.state.Shown;
import kith.state.Subscription;
import kith.talk.Below;
import kith.talk.CellText;
import kith.talk.Fields;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The messages of one subscription of a socket. The cells of an update are encoded once for all
/// who get it; the number of the subscription is put before them.
final class WatchText {
    private static final int CELL_BYTES = 48;

    private final Path base;
    private final Encoded encoded;
    private final @Nullable TextPatches patches;
    private final int clip;

    /// `patches`: whether the text of the watched cell itself is told by what was edited in it.
    /// `clip`: other texts that have more units are told by their beginning and length.
    WatchText(Path base, Encoded encoded, boolean patches, int clip) {
        this.base = base;
        this.encoded = encoded;
        this.patches = patches ? new TextPatches() : null;
        this.clip = clip;
    }

    /// An object with the number in front.
    static Value.Obj withId(long id, Value.Obj fields) {
        var all = new Fields().put("id", id);
        for (int i = 0; i < fields.size(); i++) {
            all.put(fields.name(i), fields.value(i));
        }
        return all.value();
    }

    String of(long id, Event event) {
        if (patches != null) { // what it says depends on what this reader was told before
            return "{\"id\":" + id + "," + body(event, new Fields());
        }
        String form = clip + " " + base.toText() + " " + event.version() + event.parents();
        byte[] cells =
                encoded.text(
                        event.update(),
                        "socket " + form,
                        () -> Utf8.encode(body(event, new Fields())));
        return "{\"id\":" + id + "," + Utf8.decode(cells, 0, cells.length);
    }

    /// The same for what was asked for under a number of the client's own.
    String of(long id, Event event, long now) {
        return "{\"id\":" + id + "," + body(event, new Fields().put("now", now));
    }

    /// What comes after the number, to the closing brace.
    private String body(Event event, Fields fields) {
        switch (event.update()) {
            case Subscription.Page page -> {
                if (patches != null && page.first()) {
                    patches.forget();
                }
                fields.put("page", cells(page.cells()))
                        .put("first", page.first())
                        .put("last", page.last());
            }
            case Subscription.Newest newest -> fields.put("changes", cells(newest.cells()));
            case Subscription.Applied applied ->
                    fields.put("changes", entries(applied.changes().entries()));
            case Subscription.Ended ended -> fields.put("ended", ended(ended));
        }
        if (!event.version().isEmpty()) {
            fields.put("version", event.version());
        }
        if (!event.parents().isEmpty()) {
            fields.put("parents", event.parents());
        }
        return Json.print(fields.value()).substring(1);
    }

    private Value cells(List<Found> cells) {
        var items = new ArrayList<Value>(cells.size());
        for (Found cell : cells) {
            items.add(told(Below.text(base, cell.path()), cell.shown(), cell.children(), cell));
        }
        return Value.Array.of(items);
    }

    private Value entries(List<Changes.Entry> entries) {
        var items = new ArrayList<Value>(entries.size());
        for (Changes.Entry entry : entries) {
            items.add(told(Below.text(base, entry.path()), entry.after(), -1, null));
        }
        return Value.Array.of(items);
    }

    private Value told(String path, Shown shown, int children, @Nullable Found cell) {
        Value.Obj whole = CellText.of(path, shown, children, cell != null && cell.cut());
        return patches != null && path.isEmpty()
                ? patches.told(whole, shown)
                : CellText.clipped(whole, shown, clip);
    }

    private static Value ended(Subscription.Ended ended) {
        return switch (ended.reason()) {
            case BEHIND ->
                    new Fields()
                            .put("code", "behind")
                            .put("detail", "changes came faster than they were read")
                            .value();
            case TOO_LARGE ->
                    new Fields()
                            .put("code", "resource-too-large")
                            .put(
                                    "detail",
                                    "too many cells for every change: watch a part, or in the mode"
                                            + " state")
                            .value();
        };
    }

    /// How much memory an update keeps, about.
    static long bytes(Subscription.Update update) {
        long bytes = CELL_BYTES;
        switch (update) {
            case Subscription.Page page -> bytes += sizeOf(page.cells());
            case Subscription.Newest newest -> bytes += sizeOf(newest.cells());
            case Subscription.Applied applied -> {
                for (Changes.Entry entry : applied.changes().entries()) {
                    bytes += CELL_BYTES + sizeOf(entry.after().value());
                }
            }
            case Subscription.Ended ended -> {}
        }
        return bytes;
    }

    private static long sizeOf(List<Found> cells) {
        long bytes = 0;
        for (Found cell : cells) {
            bytes += CELL_BYTES + sizeOf(cell.shown().value());
        }
        return bytes;
    }

    private static long sizeOf(@Nullable Value value) {
        return value == null ? 0 : value.encodedSize();
    }
}
