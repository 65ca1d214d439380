# SPDX-License-Identifier: MIT
# SBCL: its compiler, garbage collector, conditions, big numbers, a saved image.
cat >t.lisp <<'L'
(defun fib (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(format t "~a ~a~%" (fib 24) (mod (expt 7 1000) 1000000007))
(dotimes (i 20) (make-array 500000))
(gc :full t)
(format t "~a~%" (reduce #'+ (mapcar (lambda (x) (* x x)) (loop for i below 10000 collect i))))
(format t "~a~%" (handler-case (car (opaque)) (error () "caught")))
(format t "~a~%" (handler-case (/ 1 (- (fib 1) 1)) (division-by-zero () "division by zero")))
(format t "~,10f ~a~%" (exp 1d0) (gethash 77 (let ((h (make-hash-table)))
  (dotimes (i 1000 h) (setf (gethash i h) (* i i))))))
(save-lisp-and-die "image" :executable t :toplevel (lambda () (format t "image~%") (exit :code 3)))
L
export HOME=$PWD
sbcl --noinform --non-interactive --no-userinit --load t.lisp 2>/dev/null | grep -v '^\['
./image
echo "status $?"
