package kith.network.duty;

import kith.cluster.work.Tasks;
import kith.talk.Fields;

/// What this peer has to do with the work of a board, as cells; none where it has nothing.
public final class WorkCells {
    private WorkCells() {}

    public static void put(Fields out, Tasks tasks) {
        var work = new Fields();
        if (!tasks.serves().isEmpty()) {
            work.put("serves", tasks.serves());
        }
        number(work, "waiting", tasks.waiting());
        number(work, "doing", tasks.held());
        number(work, "handedOut", tasks.handed());
        if (work.size() > 0) {
            out.put("work", work);
        }
    }

    private static void number(Fields out, String name, int number) {
        if (number > 0) {
            out.put(name, number);
        }
    }
}
