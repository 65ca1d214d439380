// SPDX-License-Identifier: MIT
// A queue by priority: what npm unpacks and node loads.
'use strict';

class Queue {
    constructor(before) {
        this.before = before;
        this.heap = [];
    }

    get size() {
        return this.heap.length;
    }

    swap(i, j) {
        [this.heap[i], this.heap[j]] = [this.heap[j], this.heap[i]];
    }

    add(item) {
        let i = this.heap.push(item) - 1;
        while (i > 0) {
            const parent = (i - 1) >> 1;
            if (!this.before(this.heap[i], this.heap[parent])) {
                break;
            }
            this.swap(i, parent);
            i = parent;
        }
    }

    take() {
        const first = this.heap[0];
        const last = this.heap.pop();
        if (this.heap.length > 0) {
            this.heap[0] = last;
            this.sink(0);
        }
        return first;
    }

    sink(i) {
        for (;;) {
            let least = i;
            for (const child of [2 * i + 1, 2 * i + 2]) {
                if (child < this.size && this.before(this.heap[child], this.heap[least])) {
                    least = child;
                }
            }
            if (least === i) {
                return;
            }
            this.swap(i, least);
            i = least;
        }
    }
}

exports.sorted = function sorted(list) {
    const queue = new Queue((a, b) => a < b);
    list.forEach((item) => queue.add(item));
    return list.map(() => queue.take());
};
