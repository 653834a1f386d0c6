package kith.replica.query;

import static kith.value.VectorJson.at;
import static kith.value.VectorJson.count;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static kith.value.VectorJson.unsigned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.port.MessageVectors;
import kith.state.Space;
import kith.state.Tree;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import kith.value.VectorJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `docs/vectors/query.json`, written by an encoder and a search that share nothing with ours.
final class QueryVectors {
    private static final Value FILE = VectorJson.file("query.json");
    private static final MessageVectors<QueryMessage> MESSAGES =
            new MessageVectors<>(
                    QueryMessage.class,
                    QueryVectors::message,
                    QueryMessage::has,
                    QueryMessage::read);

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        MESSAGES.areWrittenAndRead(list(FILE, "messages"));
    }

    @Test
    void aWrongMessageIsRefused() {
        MESSAGES.areRefused(list(FILE, "refused"));
    }

    @Test
    void whatIsFoundIsWhatThePlainSearchFinds() {
        Space space = space(at(FILE, "tree"));
        for (Value one : list(FILE, "found")) {
            var paths = new ArrayList<List<String>>();
            for (Value path : list(one, "found")) {
                paths.add(path(path).segments());
            }
            assertEquals(paths, found(space, inquiry(one, null)), text(one, "what"));
        }
    }

    /// Page by page, as somebody far away asks.
    private static List<List<String>> found(Space space, Inquiry first) {
        var all = new ArrayList<List<String>>();
        Inquiry next = first;
        while (next != null) {
            Inquiry.Page page = new Look(space, next).page();
            for (Inquiry.Found one : page.found()) {
                assertEquals(space.value(one.path()), one.value());
                all.add(one.path().segments());
            }
            next = page.next() == null ? null : next.behind(page.next(), page.found().size());
        }
        return all;
    }

    private static Space space(Value tree) {
        var local = new Tree.Local(new ChainId(Bytes.wrap(new byte[32]), 0, Bytes.EMPTY));
        local.write(List.of(new Writing.Put(Path.ROOT, tree)));
        return local.space();
    }

    private static QueryMessage message(Value of) {
        long number = unsigned(of, "number");
        return switch (text(of, "message")) {
            case "query" ->
                    new QueryMessage.Ask(
                            number, count(of, "space"), inquiry(of, maybe(at(of, "after"))));
            case "page" -> new QueryMessage.Answer(number, page(of));
            default -> throw new AssertionError(of);
        };
    }

    private static Inquiry inquiry(Value of, @Nullable Path after) {
        var steps = new ArrayList<@Nullable String>();
        for (Value step : list(of, "steps")) {
            steps.add(step instanceof Value.Text(String name) ? name : null);
        }
        boolean deep = at(of, "deep").equals(Value.Bool.TRUE);
        var where = new ArrayList<Condition>();
        for (Value one : list(of, "where")) {
            List<Value> parts = ((Value.Array) one).items();
            Condition.How how = Condition.How.of(((Value.Text) parts.get(1)).value());
            assertTrue(how != null, () -> "no comparison in " + one);
            List<Value> with = ((Value.Array) parts.get(2)).items();
            where.add(new Condition(path(parts.get(0)), how, with));
        }
        return new Inquiry(new Pattern(steps, deep), where, count(of, "limit"), after);
    }

    private static Inquiry.Page page(Value of) {
        var found = new ArrayList<Inquiry.Found>();
        for (Value one : list(of, "found")) {
            found.add(new Inquiry.Found(path(at(one, "path")), ((Value.Obj) one).find("value")));
        }
        return new Inquiry.Page(found, maybe(at(of, "next")));
    }

    private static @Nullable Path maybe(Value names) {
        return names instanceof Value.Array ? path(names) : null;
    }

    private static Path path(Value names) {
        var segments = new ArrayList<String>();
        for (Value name : ((Value.Array) names).items()) {
            segments.add(((Value.Text) name).value());
        }
        return Path.of(segments);
    }
}
