package kith.cluster.work;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Message;

/// What is said about tasks. All of it is optional: who does not know it skips it. See
/// `docs/protocol/work.md`.
public sealed interface WorkMessage extends Message {
    /// Tasks that are named in one message: as many as one has on its hands for another.
    int IDS_MAX = 64;

    BoardId board();

    /// A task, to who leads, or to who is to do it.
    record Asked(BoardId board, Step step, long epoch, Task task) implements WorkMessage {
        static final int TYPE = 0xa6;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u8(step.code).varint(epoch).bytes(task.id());
            out.string(task.name()).sized(task.body());
        }
    }

    /// How a task ended, to who gave it, or to who submitted it.
    ///
    /// @param epoch under which it was given; or of the leader, where it goes to the submitter
    record Answered(BoardId board, Step step, long epoch, Bytes id, Ended ended)
            implements WorkMessage {
        static final int TYPE = 0xa7;

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u8(step.code).varint(epoch).bytes(id);
            out.u8(ended.outcome().code()).sized(ended.body());
        }
    }

    /// What its sender does, and is at for the receiver.
    ///
    /// @param names of tasks that it does, or where it leads its cluster; ascending
    /// @param room how many it takes at once
    /// @param ids of those that the receiver gave to it; ascending
    record Serving(BoardId board, List<String> names, int room, List<Bytes> ids)
            implements WorkMessage {
        static final int TYPE = 0xa8;

        public Serving {
            names = List.copyOf(names);
            ids = List.copyOf(ids);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.varint(names.size());
            names.forEach(out::string);
            out.varint(room).varint(ids.size());
            ids.forEach(out::bytes);
        }
    }

    /// "I wait for these, and for no others", or with `unknown`: "of these I know nothing".
    ///
    /// @param ids ascending
    record Waiting(BoardId board, boolean unknown, List<Bytes> ids) implements WorkMessage {
        static final int TYPE = 0xa9;

        public Waiting {
            ids = List.copyOf(ids);
        }

        @Override
        public void write(Writer out) {
            board.write(out.u8(TYPE));
            out.u8(unknown ? 1 : 0).varint(ids.size());
            ids.forEach(out::bytes);
        }
    }

    /// Which way it goes.
    enum Step {
        /// From who has it to the leader.
        SUBMITTED(0),
        /// From a leader to who is to do it, or see to it: a member, or another leader.
        GIVEN(1),
        /// Back from there.
        DONE(2),
        /// From the leader to who submitted it.
        ANSWERED(3);

        private final int code;

        Step(int code) {
            this.code = code;
        }
    }

    static boolean has(int type) {
        return type >= Asked.TYPE && type <= Waiting.TYPE;
    }

    /// Reads what follows on the type.
    static WorkMessage read(int type, Reader in) {
        BoardId board = BoardId.read(in);
        WorkMessage message =
                switch (type) {
                    case Asked.TYPE -> readAsked(board, in);
                    case Answered.TYPE -> readAnswered(board, in);
                    case Serving.TYPE -> readServing(board, in);
                    case Waiting.TYPE ->
                            new Waiting(board, in.count(1, "a kind of waiting") == 1, ids(in));
                    default -> throw new IllegalArgumentException("no message of type " + type);
                };
        in.expectEnd();
        return message;
    }

    private static Asked readAsked(BoardId board, Reader in) {
        Step step = in.count(1, "a step") == 0 ? Step.SUBMITTED : Step.GIVEN;
        long epoch = number(in);
        Bytes id = in.bytes(Task.ID_BYTES);
        String name = name(in);
        return new Asked(board, step, epoch, new Task(id, name, body(in, "a task")));
    }

    private static Answered readAnswered(BoardId board, Reader in) {
        int step = in.count(Step.ANSWERED.code, "a step");
        if (step < Step.DONE.code) {
            throw new Malformed("an answer at step " + step);
        }
        long epoch = number(in);
        Bytes id = in.bytes(Task.ID_BYTES);
        Outcome outcome = Outcome.of(in.u8());
        Bytes body = body(in, "what came of a task");
        return new Answered(
                board,
                step == Step.DONE.code ? Step.DONE : Step.ANSWERED,
                epoch,
                id,
                new Ended(outcome, body));
    }

    /// A value: nobody passes on what none is.
    private static Bytes body(Reader in, String what) {
        Bytes body = in.sized(Task.BYTES_MAX, what);
        Task.value(body);
        return body;
    }

    private static Serving readServing(BoardId board, Reader in) {
        int count = in.count(Tasks.NAMES_MAX, "number of names");
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String name = name(in);
            if (i > 0 && names.getLast().compareTo(name) >= 0) {
                throw new Malformed("names of tasks out of order");
            }
            names.add(name);
        }
        return new Serving(board, names, in.count(IDS_MAX, "room"), ids(in));
    }

    private static List<Bytes> ids(Reader in) {
        int count = in.count(IDS_MAX, "number of tasks");
        var ids = new ArrayList<Bytes>();
        for (int i = 0; i < count; i++) {
            Bytes id = in.bytes(Task.ID_BYTES);
            if (i > 0 && ids.getLast().compareTo(id) >= 0) {
                throw new Malformed("tasks out of order");
            }
            ids.add(id);
        }
        return ids;
    }

    private static String name(Reader in) {
        return in.string(Task.NAME_BYTES_MAX, "a name of a task");
    }

    private static long number(Reader in) {
        long number = in.varint();
        if (number < 0) {
            throw new Malformed("epoch over 63 bits");
        }
        return number;
    }
}
