package kith.node.cli.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kith.lang.Difference;
import kith.lang.Malformed;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Spec;
import kith.node.client.Field;
import kith.node.client.HttpReply;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;

/// `kith edit`: an editor on a text, or on a value as JSON.
public final class EditCommand extends Connected {
    private final Map<String, String> environment;

    public EditCommand() {
        this(System.getenv());
    }

    /// With the variables that name the editor.
    EditCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Spec spec() {
        return new Spec(
                "edit",
                List.of("ADDRESS"),
                List.of(),
                "opens a text in your editor",
                """
                Opens the text that is there in $VISUAL, or $EDITOR, or vi. What you save becomes
                the smallest set of edits of the text that you opened; what others edited meanwhile
                stays, and both are merged. When nothing was changed, or the editor ends with an
                error, nothing is written.

                What is no text is edited as JSON, also a whole tree of cells. Only the cells that
                you changed are written. A text begins with `kith set ADDRESS --text ''`.
                """,
                List.of("kith edit notes/today"));
    }

    /// What was opened: a cell, and the version it was read at.
    private record Opened(Value value, boolean isText, String version) {}

    @Override
    protected int run(Call call, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException {
        String address = call.argument(0);
        Opened opened = open(peer, address);
        String name =
                Target.pathInSpace(address).isRoot() ? "" : Target.pathInSpace(address).name();
        try (Editor editor = Editor.of(environment, name, opened.isText() ? ".txt" : ".json")) {
            String before = shown(opened);
            call.terminal().flush();
            String after = editor.edit(before);
            if (after == null) {
                nothing(call);
            } else {
                save(call, peer, opened, before, after, editor);
            }
            return Exit.OK;
        }
    }

    private static void nothing(Call call) {
        call.terminal()
                .answer(new Answer().text("address", call.argument(0)).flag("changed", false));
        call.terminal().line("nothing was changed, so nothing is written");
    }

    private static String shown(Opened opened) {
        return opened.isText() && opened.value() instanceof Value.Text(String text)
                ? whole(text)
                : Json.printIndented(opened.value()) + "\n";
    }

    /// Halves of characters cannot be in a file. A sign in the place of each keeps all positions.
    private static String whole(String text) {
        var out = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            boolean high = Character.isHighSurrogate(text.charAt(i));
            boolean pair =
                    high && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                out.setCharAt(i, '\ufffd');
            }
        }
        return out.toString();
    }

    private static Opened open(PeerClient peer, String address) throws IOException, PeerRefusal {
        HttpReply reply;
        try {
            reply = peer.call("GET", Target.of(address, "cells&depth=0"), null);
        } catch (PeerRefusal refusal) {
            if (refusal.code().equals("not-found") || refusal.code().equals("space-unknown")) {
                throw Failure.of(
                        "not-found",
                        "there is nothing at " + address,
                        "A text begins with: kith set " + address + " --text ''");
            }
            throw refusal;
        }
        Field cell = new Field(Json.parse(reply.bytes())).items().getFirst();
        String slot = cell.at("slot").text();
        if (slot.equals("counter") || slot.equals("set")) {
            throw Failure.of(
                    "not-a-text",
                    address + " is a " + slot + ", which nobody edits as a whole",
                    slot.equals("counter") ? "Count with: kith add " + address + " 1" : "");
        }
        String version = reply.header("Version");
        Value value = cell.value() instanceof Value.Obj obj ? obj.find("value") : null;
        boolean isText = slot.equals("text");
        if (value == null) {
            value = peer.read(Target.of(address));
        }
        return new Opened(
                value == null ? Value.Obj.EMPTY : value, isText, version == null ? "" : version);
    }

    private static void save(
            Call call, PeerClient peer, Opened opened, String before, String after, Editor editor)
            throws IOException, PeerRefusal {
        String address = call.argument(0);
        boolean saved = false;
        try {
            List<Difference.Edit> splices =
                    opened.isText() ? Difference.between(before, after) : List.of();
            Value edits =
                    opened.isText()
                            ? splices(splices)
                            : Value.Array.of(changed(peer, address, opened.value(), after));
            if (edits.equals(Value.Array.EMPTY)) { // only signs that mean nothing in JSON
                saved = true;
                nothing(call);
                return;
            }
            byte[] bytes = send(peer, address, opened, edits).bytes();
            saved = true;
            call.terminal()
                    .answer(
                            new Answer()
                                    .text("address", address)
                                    .flag("changed", true)
                                    .all(Json.parse(bytes)));
            call.terminal().line(address + ": " + (opened.isText() ? told(splices) : "written"));
        } finally {
            if (!saved) {
                editor.keep();
                call.terminal().error("kith: nothing was written. " + editor.where());
            }
        }
    }

    private static String told(List<Difference.Edit> edits) {
        long inserted = 0;
        long deleted = 0;
        for (Difference.Edit edit : edits) {
            inserted += edit.insert().codePointCount(0, edit.insert().length());
            deleted += edit.delete();
        }
        return Numbers.count(edits.size(), "edit") + ", +" + inserted + " -" + deleted;
    }

    /// What was changed in JSON, cell by cell.
    private static List<Value> changed(PeerClient peer, String address, Value before, String after)
            throws IOException, PeerRefusal {
        Value saved = value(after);
        return ValueEdits.between(before, saved, Versions.cells(peer, address, ""));
    }

    private static HttpReply send(PeerClient peer, String address, Opened opened, Value body)
            throws IOException, PeerRefusal {
        Map<String, String> headers =
                opened.version().isEmpty() ? Map.of() : Map.of("Parents", opened.version());
        peer.connection().send("PATCH", Target.of(address), headers, PeerClient.bytes(body));
        return PeerClient.good(peer.connection().receive());
    }

    private static Value splices(List<Difference.Edit> edits) {
        return Value.Array.of(splices("", edits));
    }

    /// As HTTP takes them.
    static List<Value> splices(String path, List<Difference.Edit> edits) {
        var items = new ArrayList<Value>();
        for (Difference.Edit edit : edits) {
            items.add(
                    new Answer()
                            .text("splice", path)
                            .number("at", edit.at())
                            .number("delete", edit.delete())
                            .text("insert", edit.insert())
                            .object());
        }
        return items;
    }

    private static Value value(String json) {
        try {
            return Json.parse(json);
        } catch (Malformed wrong) {
            throw Failure.of(
                    "json-malformed", "what was saved is no JSON: " + wrong.getMessage(), "");
        }
    }
}
