package kith.node.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kith.clock.HybridTime;
import kith.identity.PeerId;
import kith.log.ChainId;
import kith.state.Shown;
import kith.value.Value;

/// One of the things that live in a cell. There is more than one where peers wrote without knowing
/// of each other: all of it is kept, and the newest is shown.
///
/// ```java
/// tasks.at("milk").set("2 litres");
/// List<Standing> standing = tasks.at("milk").conflicts();
/// if (standing.size() > 1) {
///     tasks.at("milk").set(standing.getLast().value().orElseThrow());   // that one, then
/// }
/// System.out.println(standing.getFirst().value());      // Optional["2 litres"]
/// ```
///
/// @param value what was written; empty when it is the cells below
/// @param author who wrote it last
/// @param at when, by the author's clock
public record Standing(Optional<Value> value, String author, Instant at) {
    static List<Standing> all(List<Shown.Standing> standings) {
        var all = new ArrayList<Standing>();
        for (Shown.Standing one : standings) {
            ChainId author = one.author();
            all.add(
                    new Standing(
                            Optional.ofNullable(one.value()),
                            author == null ? "" : new PeerId(author.author()).text(),
                            Instant.ofEpochMilli(HybridTime.millis(one.time()))));
        }
        return all;
    }

    /// The value as a Java type.
    ///
    /// @throws WrongKind when it is something else
    public <T> Optional<T> read(Kind<T> kind) {
        return value.map(one -> kind.of(one, kith.value.Path.ROOT));
    }
}
