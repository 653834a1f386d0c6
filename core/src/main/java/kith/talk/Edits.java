package kith.talk;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.state.Writing;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;

/// The edits of a transaction, as JSON: an array of
///
/// ```
/// {"put":"a/b","value":…}     the cell is this value, and nothing else
/// {"remove":"a"}              nothing is at and below the path
/// {"add":"n","delta":1}       the counter goes up by so much
/// {"insert":"s","value":…}    this is in the set
/// {"take":"s","value":…}      this is not in the set
/// {"text":"t","value":"…"}    the cell is this text; one that is there is edited
/// {"splice":"t","at":0,"delete":2,"insert":"…"}
/// ```
///
/// Paths are relative to the address of the request.
public final class Edits {
    /// As many as a change may have operations.
    private static final int COUNT_MAX = 10_000;

    private Edits() {}

    public static List<Writing.Edit> parse(Path base, Value json) {
        if (!(json instanceof Value.Array array) || array.size() > COUNT_MAX) {
            throw new NotUnderstood("expected an array of at most " + COUNT_MAX + " edits");
        }
        var edits = new ArrayList<Writing.Edit>(array.size());
        for (Value item : array.items()) {
            if (!(item instanceof Value.Obj obj)) {
                throw unknown(item);
            }
            edits.add(edit(base, obj));
        }
        return edits;
    }

    private static Writing.Edit edit(Path base, Value.Obj obj) {
        if (obj.find("put") != null) {
            return new Writing.Put(path(base, obj, "put"), value(obj));
        }
        if (obj.find("remove") != null) {
            return new Writing.Remove(path(base, obj, "remove"));
        }
        if (obj.find("add") != null) {
            long delta = Fields.number(obj, "delta", Long.MIN_VALUE, Long.MAX_VALUE, 1);
            return new Writing.Add(path(base, obj, "add"), delta);
        }
        // A splice has an "insert" too.
        if (obj.find("splice") != null) {
            int at = (int) Fields.number(obj, "at", 0, Op.TEXT_LENGTH_MAX, 0);
            int delete = (int) Fields.number(obj, "delete", 0, Op.TEXT_LENGTH_MAX, 0);
            String insert = obj.find("insert") == null ? "" : Fields.textNeeded(obj, "insert");
            return new Writing.Splice(path(base, obj, "splice"), at, delete, insert);
        }
        if (obj.find("list") != null) {
            int at = (int) Fields.number(obj, "at", 0, Op.LIST_LENGTH_MAX, 0);
            int delete = (int) Fields.number(obj, "delete", 0, Op.LIST_LENGTH_MAX, 0);
            return new Writing.ListSplice(path(base, obj, "list"), at, delete, elements(obj));
        }
        if (obj.find("move") != null) {
            int from = (int) Fields.number(obj, "from", 0, Op.LIST_LENGTH_MAX, 0);
            int to = (int) Fields.number(obj, "to", 0, Op.LIST_LENGTH_MAX, 0);
            return new Writing.ListMove(path(base, obj, "move"), from, to);
        }
        if (obj.find("insert") != null) {
            return new Writing.Insert(path(base, obj, "insert"), value(obj));
        }
        if (obj.find("take") != null) {
            return new Writing.Take(path(base, obj, "take"), value(obj));
        }
        if (obj.find("text") != null) {
            return new Writing.PutText(path(base, obj, "text"), Fields.textNeeded(obj, "value"));
        }
        throw unknown(obj);
    }

    private static List<Value> elements(Value.Obj obj) {
        Value insert = obj.find("insert");
        if (insert == null) {
            return List.of();
        }
        if (insert instanceof Value.Array array) {
            return array.items();
        }
        throw new NotUnderstood("the edit " + shown(obj) + " inserts no array of elements");
    }

    private static Path path(Path base, Value.Obj obj, String field) {
        return Below.parse(base, Fields.textNeeded(obj, field));
    }

    private static Value value(Value.Obj obj) {
        Value value = obj.find("value");
        if (value == null) {
            throw new NotUnderstood("the edit " + shown(obj) + " has no \"value\"");
        }
        return value;
    }

    private static NotUnderstood unknown(Value found) {
        return new NotUnderstood(
                shown(found)
                        + " is no edit: expected an object with \"put\", \"remove\", \"add\","
                        + " \"insert\", \"take\", \"splice\", \"text\", \"list\""
                        + " or \"move\"");
    }

    private static String shown(Value value) {
        String text = Json.print(value);
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
