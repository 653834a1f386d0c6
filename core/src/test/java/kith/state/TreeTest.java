package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import kith.value.Path;
import org.junit.jupiter.api.Test;

final class TreeTest {
    private final Tree tree = new Tree();
    private final Scene tasks = new Scene();
    private final Scene notes = new Scene();
    private final List<String> told = new ArrayList<>();

    TreeTest() {
        tree.mount(path("tasks"), tasks.space);
        tree.mount(path("@club/notes"), notes.space);
    }

    private void note(Changes changes) {
        var out = new StringBuilder();
        for (Changes.Entry entry : changes.entries()) {
            out.append(entry.path().toText()).append(' ');
        }
        told.add(out.toString().strip());
    }

    private Tree.Watch observe(String path) {
        return tree.observe(
                path(path),
                this::note,
                failure -> {
                    throw failure;
                });
    }

    private static List<String> paths(Query.Answer answer) {
        return answer.cells().stream().map(cell -> cell.path().toText()).toList();
    }

    @Test
    void aPathLeadsToASpaceAndAPlaceInside() {
        assertEquals(
                new Tree.Place(path("@club/notes"), notes.space, path("a/b")),
                tree.find(path("@club/notes/a/b")));
        assertEquals(
                new Tree.Place(path("tasks"), tasks.space, Path.ROOT), tree.find(path("tasks")));
        assertNull(tree.find(path("@club")));
        assertNull(tree.find(path("other/x")));
        assertNull(tree.find(Path.ROOT));
        assertEquals(List.of(path("@club/notes"), path("tasks")), tree.mounts());
    }

    @Test
    void spacesAreNotMountedInsideOneAnother() {
        assertThrows(IllegalArgumentException.class, () -> mountAt("tasks/x"));
        assertThrows(IllegalArgumentException.class, () -> mountAt("@club"));
        assertThrows(IllegalArgumentException.class, () -> mountAt("tasks"));
        mountAt("task");
        mountAt("tasks2");
    }

    private void mountAt(String path) {
        tree.mount(path(path), new Scene().space);
    }

    @Test
    void anObserverMayStandAboveTheSpaces() {
        observe("");
        tasks.put("a", "1");
        notes.put("b", "1");
        assertEquals(List.of("tasks tasks/a", "@club/notes @club/notes/b"), told);
    }

    @Test
    void anObserverInsideASpaceSeesThePathsOfTheTree() {
        Tree.Watch watch = observe("tasks/a");
        tasks.put("a", "1");
        tasks.put("b", "1");
        watch.close();
        tasks.put("a", "2");
        assertEquals(List.of("tasks/a"), told);
    }

    @Test
    void spacesThatComeAndGoAreTold() {
        observe("@club");
        Scene more = new Scene();
        more.put("x", "1");
        tree.mount(path("@club/more"), more.space);
        more.put("x", "2");
        tree.unmount(path("@club/more"));
        more.put("x", "3");
        assertEquals(List.of("@club/more", "@club/more/x", "@club/more"), told);
        assertThrows(IllegalArgumentException.class, () -> tree.unmount(path("@club/more")));
    }

    @Test
    void aQuestionMayBeginAboveTheSpaces() {
        tasks.put("a", "{\"b\":1}");
        notes.put("c", "2");
        mountAt("empty");
        Query.Answer all = tree.query(Query.of(Path.ROOT));
        assertEquals(
                List.of(
                        "",
                        "@club",
                        "@club/notes",
                        "@club/notes/c",
                        "empty",
                        "tasks",
                        "tasks/a",
                        "tasks/a/b"),
                paths(all));
        assertEquals(3, all.cells().getFirst().children());
        Query.Answer near = tree.query(Query.of(Path.ROOT).depth(1));
        assertEquals(List.of("", "@club", "empty", "tasks"), paths(near));
        assertEquals(true, near.cells().get(1).cut());
        assertEquals(true, near.cells().get(3).cut());
        assertEquals(
                List.of("@club", "@club/notes", "@club/notes/c"),
                paths(tree.query(Query.of(path("@club")))));
        Query.Answer inside = tree.query(Query.of(path("tasks/a")));
        assertEquals("{\"b\":1}", Scene.text(inside.value()));
        assertEquals(List.of(), paths(tree.query(Query.of(path("nowhere")))));
    }

    @Test
    void pagesGoOnAcrossSpaces() {
        tasks.put("a", "{\"b\":1}");
        notes.put("c", "2");
        var all = paths(tree.query(Query.of(Path.ROOT)));
        for (int size = 1; size < 8; size++) {
            var paged = new ArrayList<String>();
            Query query = Query.of(Path.ROOT).cellsMax(size);
            while (query != null) {
                Query.Answer answer = tree.query(query);
                paged.addAll(paths(answer));
                query = answer.next();
            }
            assertEquals(all, paged, "pages of " + size);
        }
        var inTasks = new ArrayList<String>();
        Query query = Query.of(path("tasks")).cellsMax(1);
        while (query != null) {
            Query.Answer answer = tree.query(query);
            inTasks.addAll(paths(answer));
            query = answer.next();
        }
        assertEquals(List.of("tasks", "tasks/a", "tasks/a/b"), inTasks);
    }

    @Test
    void aLocalSpaceIsWrittenDirectlyAndReadLikeAnyOther() {
        var local = new Tree.Local(Histories.chain(1));
        tree.mount(path(".peer"), local.space());
        local.set(path("links"), json("{\"a\":1}"));
        local.add(path("count"), 2);
        local.add(path("count"), 3);
        observe(".peer");
        local.set(path("links/a"), json("2"));
        local.space().settle();
        assertEquals(List.of(".peer/links/a"), told);
        assertEquals(
                "{\"count\":5,\"links\":{\"a\":2}}",
                Scene.text(tree.query(Query.of(path(".peer"))).value()));
        local.remove(path("count"));
        local.add(path("count"), 7);
        assertEquals("7", Scene.text(local.space().value(path("count"))));
        assertInstanceOf(Writing.Refused.class, local.add(path("links"), 1));
        local.space().settle();
        local.space().check();
        assertEquals(1, local.space().conflicts(path("links/a")).size());
    }
}
