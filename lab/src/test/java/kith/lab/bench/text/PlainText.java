package kith.lab.bench.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A library that knows nothing of merging: one author's text, and updates that are patches.
public final class PlainText implements TextSubject {
    @Override
    public TextReplica create(int author) {
        return new Plain("");
    }

    @Override
    public TextReplica load(byte[] saved) {
        return new Plain(new String(saved, StandardCharsets.UTF_8));
    }

    private static final class Plain implements TextReplica {
        private final StringBuilder text;
        private final List<String> open = new ArrayList<>();
        private final List<String> all = new ArrayList<>();

        Plain(String text) {
            this.text = new StringBuilder(text);
        }

        @Override
        public void splice(int at, int deleted, String inserted) {
            text.replace(at, at + deleted, inserted);
            open.add(at + "\t" + deleted + "\t" + inserted);
        }

        @Override
        public void commit() {
            all.addAll(open);
            open.clear();
        }

        @Override
        public byte[] update() {
            var made = bytes(open);
            commit();
            return made;
        }

        private static byte[] bytes(List<String> patches) {
            return String.join("\f", patches).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void receive(byte[] update) {
            for (var patch : new String(update, StandardCharsets.UTF_8).split("\f", -1)) {
                var parts = patch.split("\t", 3);
                splice(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2]);
            }
            commit();
        }

        @Override
        public byte[] history() {
            return bytes(all);
        }

        @Override
        public byte[] save() {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String text() {
            return text.toString();
        }
    }
}
