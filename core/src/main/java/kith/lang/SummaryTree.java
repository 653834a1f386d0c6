package kith.lang;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// What many contributions come to when they are combined in the order of their keys, kept up to
/// date while they come, change and go.
///
/// A sum can be corrected by taking a number off; a maximum cannot. So the contributions are the
/// nodes of a balanced search tree, and each node also holds what its subtree comes to. `combine`
/// must be associative, no more.
///
/// Source: AVL trees, Knuth, *The Art of Computer Programming* 3, section 6.2.3; with values of
/// subtrees after Cormen et al., *Introduction to Algorithms*, chapter "Augmenting data
/// structures". Cost: log n combinations for each change.
public final class SummaryTree<K extends Comparable<K>, S> {
    private static final class Node<K, S> {
        final K at;
        S own;
        S all;
        int height = 1;
        @Nullable Node<K, S> left;
        @Nullable Node<K, S> right;

        Node(K at, S own) {
            this.at = at;
            this.own = own;
            this.all = own;
        }
    }

    private final BinaryOperator<S> combine;
    private @Nullable Node<K, S> root;

    /// Empty; `combine` is called with contributions in the order of their keys.
    public SummaryTree(BinaryOperator<S> combine) {
        this.combine = combine;
    }

    /// What all contributions come to, or null when there is none.
    public @Nullable S all() {
        return root == null ? null : root.all;
    }

    public void put(K at, S own) {
        root = put(root, at, own);
    }

    private Node<K, S> put(@Nullable Node<K, S> node, K at, S own) {
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

    public void remove(K at) {
        root = remove(root, at);
    }

    private @Nullable Node<K, S> remove(@Nullable Node<K, S> node, K at) {
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
            Node<K, S> next = first(node.right);
            var moved = new Node<>(next.at, next.own);
            moved.left = node.left;
            moved.right = remove(node.right, next.at);
            return balanced(moved);
        }
        return balanced(node);
    }

    private static <K, S> Node<K, S> first(Node<K, S> node) {
        return node.left == null ? node : first(node.left);
    }

    private Node<K, S> balanced(Node<K, S> node) {
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
    private Node<K, S> rotatedRight(Node<K, S> node) {
        Node<K, S> left = node.left;
        if (left == null) {
            return updated(node);
        }
        node.left = left.right;
        left.right = updated(node);
        return updated(left);
    }

    private Node<K, S> rotatedLeft(Node<K, S> node) {
        Node<K, S> right = node.right;
        if (right == null) {
            return updated(node);
        }
        node.right = right.left;
        right.left = updated(node);
        return updated(right);
    }

    private Node<K, S> updated(Node<K, S> node) {
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

    /// Whether no node leans by more than one: what the rotations are for. For tests.
    boolean isBalanced() {
        return isBalanced(root);
    }

    private static boolean isBalanced(@Nullable Node<?, ?> node) {
        return node == null
                || Math.abs(height(node.left) - height(node.right)) <= 1
                        && isBalanced(node.left)
                        && isBalanced(node.right);
    }

    private static int height(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.height;
    }
}
