package kith.state;

import java.util.function.BinaryOperator;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// What many contributions come to when they are combined in the order of their paths, kept up to
/// date while they come, change and go.
///
/// A sum can be corrected by taking a number off; a maximum cannot. So the contributions are the
/// nodes of a balanced search tree, and each node also holds what its subtree comes to. `combine`
/// must be associative, no more.
///
/// Source: AVL trees, Knuth, *The Art of Computer Programming* 3, section 6.2.3; with values of
/// subtrees after Cormen et al., *Introduction to Algorithms*, chapter "Augmenting data
/// structures". Cost: log n combinations for each change.
final class SummaryTree<S> {
    private static final class Node<S> {
        final Path at;
        S own;
        S all;
        int height = 1;
        @Nullable Node<S> left;
        @Nullable Node<S> right;

        Node(Path at, S own) {
            this.at = at;
            this.own = own;
            this.all = own;
        }
    }

    private final BinaryOperator<S> combine;
    private @Nullable Node<S> root;

    SummaryTree(BinaryOperator<S> combine) {
        this.combine = combine;
    }

    /// What all contributions come to, or null when there is none.
    @Nullable S all() {
        return root == null ? null : root.all;
    }

    void put(Path at, S own) {
        root = put(root, at, own);
    }

    private Node<S> put(@Nullable Node<S> node, Path at, S own) {
        if (node == null) {
            return new Node<>(at, own);
        }
        int side = at.compareTo(node.at);
        if (side == 0) {
            node.own = own;
        } else if (side < 0) {
            node.left = put(node.left, at, own);
        } else {
            node.right = put(node.right, at, own);
        }
        return balanced(node);
    }

    void remove(Path at) {
        root = remove(root, at);
    }

    private @Nullable Node<S> remove(@Nullable Node<S> node, Path at) {
        if (node == null) {
            return null;
        }
        int side = at.compareTo(node.at);
        if (side < 0) {
            node.left = remove(node.left, at);
        } else if (side > 0) {
            node.right = remove(node.right, at);
        } else if (node.left == null || node.right == null) {
            return node.left == null ? node.right : node.left;
        } else {
            Node<S> next = first(node.right);
            var moved = new Node<>(next.at, next.own);
            moved.left = node.left;
            moved.right = remove(node.right, next.at);
            return balanced(moved);
        }
        return balanced(node);
    }

    private static <S> Node<S> first(Node<S> node) {
        return node.left == null ? node : first(node.left);
    }

    private Node<S> balanced(Node<S> node) {
        int lean = height(node.left) - height(node.right);
        if (lean > 1 && node.left != null) {
            if (height(node.left.left) < height(node.left.right)) {
                node.left = rotatedLeft(node.left);
            }
            return rotatedRight(node);
        }
        if (lean < -1 && node.right != null) {
            if (height(node.right.right) < height(node.right.left)) {
                node.right = rotatedRight(node.right);
            }
            return rotatedLeft(node);
        }
        return updated(node);
    }

    ///      node          left
    ///     /    \        /    \
    ///   left    c  ->  a     node
    ///   /  \                /    \
    ///  a    b              b      c
    private Node<S> rotatedRight(Node<S> node) {
        Node<S> left = node.left;
        if (left == null) {
            return updated(node);
        }
        node.left = left.right;
        left.right = updated(node);
        return updated(left);
    }

    private Node<S> rotatedLeft(Node<S> node) {
        Node<S> right = node.right;
        if (right == null) {
            return updated(node);
        }
        node.right = right.left;
        right.left = updated(node);
        return updated(right);
    }

    private Node<S> updated(Node<S> node) {
        node.height = 1 + Math.max(height(node.left), height(node.right));
        S all = node.own;
        if (node.left != null) {
            all = combine.apply(node.left.all, all);
        }
        if (node.right != null) {
            all = combine.apply(all, node.right.all);
        }
        node.all = all;
        return node;
    }

    private static int height(@Nullable Node<?> node) {
        return node == null ? 0 : node.height;
    }
}
