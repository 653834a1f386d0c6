package kith.talk;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.replica.query.Condition;
import kith.replica.query.Condition.How;
import kith.replica.query.Inquiry;
import kith.replica.query.Pattern;
import kith.value.Path;
import kith.value.Value;

/// Queries as clients write them, and what was found:
///
/// ```
/// {"where": {"left": {">": 0}, "by/name": "Ada"}, "limit": 100, "after": "milk"}
/// {"found": [{"path": "milk", "value": {…}}], "next": "milk"}
/// ```
///
/// A condition is a plain value that is to be there, or an object of comparisons, all of which are
/// to hold. What was found and is too large to be told has no `value`.
public final class InquiryText {
    private InquiryText() {}

    /// `pattern` is the path of the address, in which `*` and a last `**` stand for others.
    public static Inquiry parse(Path pattern, Value.Obj asked) {
        String after = Fields.text(asked, "after");
        return new Inquiry(
                Pattern.parse(pattern),
                where(asked),
                (int) Fields.number(asked, "limit", 1, Inquiry.LIMIT_MAX, Inquiry.LIMIT),
                after == null ? null : Path.parse(after));
    }

    private static List<Condition> where(Value.Obj asked) {
        var all = new ArrayList<Condition>();
        switch (asked.find("where")) {
            case null -> {}
            case Value.Obj where -> {
                for (int i = 0; i < where.size(); i++) {
                    add(Path.parse(where.name(i)), where.value(i), all);
                }
            }
            case Value other -> throw new NotUnderstood("the field \"where\" is no object");
        }
        return all;
    }

    private static void add(Path at, Value condition, List<Condition> all) {
        if (!(condition instanceof Value.Obj hows)) {
            all.add(new Condition(at, How.EQUAL, List.of(condition)));
            return;
        }
        if (hows.size() == 0) {
            throw new NotUnderstood("the condition on \"" + at.toText() + "\" says nothing");
        }
        for (int i = 0; i < hows.size(); i++) {
            How how = How.of(hows.name(i));
            if (how == null) {
                throw new NotUnderstood(
                        "there is no comparison \""
                                + hows.name(i)
                                + "\"; there are =, !=, <, <=, >, >=, in and contains");
            }
            all.add(new Condition(at, how, values(how, hows.value(i))));
        }
    }

    private static List<Value> values(How how, Value with) {
        if (how != How.ONE_OF) {
            return List.of(with);
        }
        if (!(with instanceof Value.Array array)) {
            throw new Malformed("what a value is to be one of is a list");
        }
        return array.items();
    }

    public static Value.Obj of(Inquiry.Page page) {
        var found = new ArrayList<Value>();
        for (Inquiry.Found one : page.found()) {
            var fields = new Fields().put("path", one.path().toText());
            if (one.value() != null) {
                fields.put("value", one.value());
            }
            found.add(fields.value());
        }
        var out = new Fields().put("found", Value.Array.of(found));
        if (page.next() != null) {
            out.put("next", page.next().toText());
        }
        return out.value();
    }
}
