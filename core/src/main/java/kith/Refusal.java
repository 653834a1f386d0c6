package kith;

/// Something a local client asked for cannot be done: thrown where that is found, caught in one
/// place, and told as an [Answer.Failed].
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    Refusal(Problem problem, String message) {
        super(message, null, false, false);
        this.problem = problem;
    }

    Answer.Failed answer() {
        return new Answer.Failed(problem, String.valueOf(getMessage()));
    }
}
