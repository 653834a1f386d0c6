package kith.store;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;

/// Remembers everything that a recovery tells.
final class Told implements Recovery.Visitor {
    record Section(int type, Bytes payload) {}

    record Entry(int type, long position, Bytes payload) {}

    final List<Section> sections = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    int restarts;

    @Override
    public void restart() {
        sections.clear();
        restarts++;
    }

    @Override
    public void section(int type, byte[] from, int start, int end) {
        sections.add(new Section(type, Bytes.copy(from, start, end)));
    }

    @Override
    public void record(int type, long position, byte[] from, int start, int end) {
        entries.add(new Entry(type, position, Bytes.copy(from, start, end)));
    }
}
