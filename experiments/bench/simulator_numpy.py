"""The simulator in NumPy and SciPy, for simulator.c: a problem on standard input, then commands.

The problem is a line of numbers and arrays of bytes (numpy_peer.c writes it). Commands are lines:
"steps K" makes K steps and answers with a line, the seconds of processor time that they took; "x"
answers with the bytes of all parameters.
Messages are gathered by sparse matrices over the last steps of all agents; what does not depend on
the step is made once.
"""
import sys
import time

import numpy as np
from scipy import sparse


class Simulator:
    def __init__(self, stream):
        words = stream.readline().split()
        self.agents, self.n, degree, oldest, self.period = (int(w) for w in words[:5])
        self.eta, self.lam, self.theta = (float(w) for w in words[5:])
        links = self.agents * degree

        def read(count, kind, shape):
            return np.frombuffer(stream.read(8 * count), kind).reshape(shape)

        self.sender = read(links, np.uint64, (self.agents, degree)).astype(np.int32)
        self.age = read(self.period * links, np.uint64,
                        (self.period, self.agents, degree)).astype(np.int32)
        self.x = read(self.agents * self.n, np.float64, (self.agents, self.n)).copy()
        self.curvature = read(self.agents, np.float64, (self.agents, 1))
        self.centre = read(self.agents, np.float64, (self.agents, 1))
        self.slots = oldest + 1
        shape = (self.slots, self.agents, self.n)  # rings by step
        self.past_x = np.broadcast_to(self.x, shape).copy()
        self.past_g, self.past_g2 = np.zeros(shape), np.zeros(shape)
        self.past_sum = np.zeros(shape)  # of own parameters before the step
        for age in range(1, self.slots):  # as if the past were x0
            self.past_sum[-age % self.slots] = -age * self.x
        self.sum = np.zeros_like(self.x)
        self.term = np.empty_like(self.x)
        self.step_number, self.made = 0, {}

    def matrix(self, wanted, column, value):
        """Rows agents, columns messages in the rings."""
        begin = np.zeros(self.agents + 1, np.int32)
        np.cumsum(wanted.sum(1), out=begin[1:])
        return sparse.csr_matrix((value[wanted], column[wanted], begin),
                                 (self.agents, self.slots * self.agents))

    def matrices(self, t):
        """What multiplies x, g and, by age, g*g of the messages; and the weight of the own x."""
        age = self.age[t % self.period]
        w = 1 / (age.shape[1] + 1)
        late = age > 0
        column = (t - age) % self.slots * self.agents + self.sender
        value = np.where(late, self.theta * w, w)
        own = w + (1 - self.theta) * w * late.sum(1)[:, None]
        of_x = self.matrix(np.ones_like(late), column, value)
        of_g = self.matrix(late, column, -self.eta * value * age)
        bends = [(a, self.matrix(age == a, column, -self.eta * self.lam * value))
                 for a in range(2, self.slots) if self.lam > 0]
        return of_x, of_g, bends, own

    def made_matrices(self):
        """Those of constant ages repeat with the rings."""
        if self.period > 1:
            return self.matrices(self.step_number)
        slot = self.step_number % self.slots
        if slot not in self.made:
            self.made[slot] = self.matrices(slot)
        return self.made[slot]

    def moves(self, age):
        """S of every agent over so many own steps."""
        then = (self.step_number - age) % self.slots
        np.multiply(self.past_x[then], -age, out=self.term)
        self.term += self.sum
        self.term -= self.past_sum[then]
        return self.term

    def send(self):
        slot = self.step_number % self.slots
        g = self.past_g[slot]
        np.subtract(self.x, self.centre, out=g)
        g *= self.curvature
        self.past_x[slot] = self.x
        if self.lam > 0:
            np.multiply(g, g, out=self.past_g2[slot])
            self.past_sum[slot] = self.sum
        return g

    def step(self):
        g = self.send()
        of_x, of_g, bends, own = self.made_matrices()
        new = of_x @ self.past_x.reshape(-1, self.n)
        new += of_g @ self.past_g.reshape(-1, self.n)
        for age, of_g2 in bends:
            bent = of_g2 @ self.past_g2.reshape(-1, self.n)
            bent *= self.moves(age)
            new += bent
        if self.lam > 0:
            self.sum += self.x
        np.multiply(self.x, own, out=self.term)
        new += self.term
        np.multiply(g, -self.eta, out=self.term)
        new += self.term
        self.x = new
        self.step_number += 1


def main():
    stream, answer = sys.stdin.buffer, sys.stdout.buffer
    simulator = Simulator(stream)
    for line in stream:
        if line.startswith(b"steps "):
            begin = time.process_time()
            for _ in range(int(line.split()[1])):
                simulator.step()
            answer.write(b"%.9f\n" % (time.process_time() - begin))
        else:
            answer.write(simulator.x.tobytes())
        answer.flush()


main()
