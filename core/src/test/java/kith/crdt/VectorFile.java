package kith.crdt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Docs;
import kith.log.ChainId;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import kith.value.Value.Array;
import kith.value.Value.Int;
import kith.value.Value.Obj;
import kith.value.Value.Text;

/// A file of vectors in which operations stand as JSON, and chains by letters.
public final class VectorFile {
    private final Obj all;
    private final TreeMap<String, ChainId> chains = new TreeMap<>();

    public VectorFile(String name) {
        all = (Obj) Json.parse(Docs.text("vectors/" + name));
        Obj named = (Obj) field(all, "chains");
        for (int i = 0; i < named.size(); i++) {
            Obj chain = (Obj) named.value(i);
            chains.put(
                    named.name(i),
                    new ChainId(
                            Bytes.fromHex(text(chain, "author")),
                            number(field(chain, "incarnation")),
                            Bytes.fromHex(text(chain, "branch"))));
        }
    }

    public List<Obj> cases(String name, int atLeast) {
        var cases = new ArrayList<Obj>();
        for (Value item : ((Array) field(all, name)).items()) {
            cases.add((Obj) item);
        }
        if (cases.size() < atLeast) {
            throw new IllegalStateException("only " + cases.size() + " " + name);
        }
        return cases;
    }

    public static Value field(Obj of, String name) {
        Value value = of.find(name);
        if (value == null) {
            throw new IllegalStateException("no " + name + " in " + of);
        }
        return value;
    }

    public static String text(Obj of, String name) {
        return ((Text) field(of, name)).value();
    }

    public static long number(Value of) {
        return ((Int) of).value();
    }

    public ChainId chain(String letter) {
        ChainId chain = chains.get(letter);
        if (chain == null) {
            throw new IllegalStateException("no chain " + letter);
        }
        return chain;
    }

    /// Chains and numbers: what somebody had seen.
    public Map<ChainId, Integer> places(Value of) {
        var places = new TreeMap<ChainId, Integer>();
        Obj named = (Obj) of;
        for (int i = 0; i < named.size(); i++) {
            places.put(chain(named.name(i)), (int) number(named.value(i)));
        }
        return places;
    }

    public static Path path(Value of) {
        var segments = new ArrayList<String>();
        for (Value segment : ((Array) of).items()) {
            segments.add(((Text) segment).value());
        }
        return Path.of(segments);
    }

    public List<Op> ops(Value of) {
        var ops = new ArrayList<Op>();
        for (Value op : ((Array) of).items()) {
            ops.add(op((Array) op));
        }
        return ops;
    }

    private Op op(Array of) {
        String kind = ((Text) of.at(0)).value();
        if (kind.equals("notice")) {
            return new Op.Notice(Bytes.fromHex(((Text) of.at(1)).value()));
        }
        Path path = path(of.at(1));
        return switch (kind) {
            case "set" -> new Op.Set(path, of.at(2));
            case "unset" -> new Op.Unset(path);
            case "remove" -> new Op.Remove(path);
            case "add" -> new Op.Add(path, number(of.at(2)));
            case "zero" -> new Op.Zero(path, parts((Array) of.at(2)));
            case "insert" -> new Op.Insert(path, of.at(2));
            case "take" -> new Op.Take(path, of.at(2));
            case "splice" ->
                    new Op.Splice(path, place(of, 2), place(of, 3), ((Text) of.at(4)).value());
            case "list-splice" ->
                    new Op.ListSplice(path, place(of, 2), place(of, 3), ((Array) of.at(4)).items());
            case "list-move" -> new Op.ListMove(path, place(of, 2), place(of, 3));
            default -> throw new IllegalStateException("no operation " + kind);
        };
    }

    private static int place(Array of, int index) {
        return Math.toIntExact(number(of.at(index)));
    }

    private List<Op.Zero.Part> parts(Array of) {
        var parts = new ArrayList<Op.Zero.Part>();
        for (Value item : of.items()) {
            Array part = (Array) item;
            ChainId chain = chain(((Text) part.at(0)).value());
            parts.add(new Op.Zero.Part(chain, number(part.at(1))));
        }
        return parts;
    }
}
