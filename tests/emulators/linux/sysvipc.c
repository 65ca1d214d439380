/*
 * SPDX-License-Identifier: MIT
 *
 * What msgctl(), semctl() and shmctl() tell, in structures that differ.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>

#ifndef MSG_STAT_ANY
#define MSG_STAT_ANY 13
#endif
#ifndef SHM_STAT_ANY
#define SHM_STAT_ANY 15
#endif
#ifndef SEM_STAT_ANY
#define SEM_STAT_ANY 20
#endif

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};

static time_t start;

static int now(time_t t)
{
    return t >= start && t <= start + 100;
}

static void permissions(struct ipc_perm *p)
{
    printf("  mode %o", (unsigned)p->mode);
    printf(", owner %d", p->uid == geteuid());
    printf(" %d", p->gid == getegid());
    printf(", creator %d", p->cuid == geteuid());
    printf(" %d\n", p->cgid == getegid());
}

static void queues(void)
{
    struct {
        long type;
        char text[32];
    } message = { 1, "message" };
    struct msqid_ds ds;
    int own = msgget(IPC_PRIVATE, 0640), id = own, rc;

    memset(&ds, 0xff, sizeof(ds));
    printf("queue %d\n", msgctl(id, IPC_STAT, &ds));
    permissions(&ds.msg_perm);
    printf("  sent %d, received %d", (int)ds.msg_stime, (int)ds.msg_rtime);
    printf(", changed %d, pids %d %d\n", now(ds.msg_ctime), ds.msg_lspid,
           ds.msg_lrpid);
    printf("send %d\n", msgsnd(id, &message, 8, 0));
    msgctl(id, IPC_STAT, &ds);
    printf("  sent %d, number %d", now(ds.msg_stime), (int)ds.msg_qnum);
    printf(", bytes %d, pid %d\n", (int)ds.__msg_cbytes,
           ds.msg_lspid == getpid());
    printf("receive %d\n", (int)msgrcv(id, &message, 8, 0, 0));
    msgctl(id, IPC_STAT, &ds);
    printf("  received %d, pid %d\n", now(ds.msg_rtime),
           ds.msg_lrpid == getpid());
    ds.msg_perm.mode = 0600;
    ds.msg_qbytes = 4000;
    printf("set %d\n", msgctl(id, IPC_SET, &ds));
    memset(&ds, 0, sizeof(ds));
    msgctl(id, IPC_STAT, &ds);
    permissions(&ds.msg_perm);
    printf("  bytes %d\n", (int)ds.msg_qbytes);
    for (rc = -1, id = 0; id < 100 && rc < 0; id++) {
        rc = msgctl(id, MSG_STAT_ANY, &ds);
    }
    printf("any %d\n", rc >= 0);
    permissions(&ds.msg_perm);
    ds.msg_qnum = 77;
    msgctl(own, IPC_RMID, NULL);
    rc = msgctl(own, IPC_STAT, &ds);
    printf("none %d, EINVAL %d, untouched %d\n", rc, errno == EINVAL,
           (int)ds.msg_qnum);
}

static void semaphores(void)
{
    struct sembuf op = { .sem_op = 1 };
    struct semid_ds ds;
    union semun arg = { .buf = &ds };
    int own = semget(IPC_PRIVATE, 3, 0604), id = own, rc;

    memset(&ds, 0xff, sizeof(ds));
    printf("semaphores %d\n", semctl(id, 0, IPC_STAT, arg));
    permissions(&ds.sem_perm);
    printf("  number %d, used %d", (int)ds.sem_nsems, (int)ds.sem_otime);
    printf(", changed %d\n", now(ds.sem_ctime));
    printf("operation %d\n", semop(id, &op, 1));
    semctl(id, 0, IPC_STAT, arg);
    printf("  used %d\n", now(ds.sem_otime));
    ds.sem_perm.mode = 0660;
    printf("set %d\n", semctl(id, 0, IPC_SET, arg));
    memset(&ds, 0, sizeof(ds));
    semctl(id, 0, IPC_STAT, arg);
    permissions(&ds.sem_perm);
    for (rc = -1, id = 0; id < 100 && rc < 0; id++) {
        rc = semctl(id, 0, SEM_STAT_ANY, arg);
    }
    printf("any %d\n", rc >= 0);
    permissions(&ds.sem_perm);
    semctl(own, 0, IPC_RMID);
}

static void memory(void)
{
    struct shmid_ds ds;
    int own = shmget(IPC_PRIVATE, 12345, 0644), id = own, rc;
    void *p = shmat(id, NULL, 0);

    memset(&ds, 0xff, sizeof(ds));
    printf("memory %d\n", shmctl(id, IPC_STAT, &ds));
    permissions(&ds.shm_perm);
    printf("  size %d, attached %d", (int)ds.shm_segsz, (int)ds.shm_nattch);
    printf(" %d, detached %d", now(ds.shm_atime), (int)ds.shm_dtime);
    printf(", changed %d, pids %d", now(ds.shm_ctime), ds.shm_cpid == getpid());
    printf(" %d\n", ds.shm_lpid == getpid());
    shmdt(p);
    shmctl(id, IPC_STAT, &ds);
    printf("  detached %d, attached %d\n", now(ds.shm_dtime),
           (int)ds.shm_nattch);
    ds.shm_perm.mode = 0400;
    printf("set %d\n", shmctl(id, IPC_SET, &ds));
    memset(&ds, 0, sizeof(ds));
    shmctl(id, IPC_STAT, &ds);
    permissions(&ds.shm_perm);
    for (rc = -1, id = 0; id < 100 && rc < 0; id++) {
        rc = shmctl(id, SHM_STAT_ANY, &ds);
    }
    printf("any %d\n", rc >= 0);
    permissions(&ds.shm_perm);
    shmctl(own, IPC_RMID, NULL);
}

int main(void)
{
    start = time(NULL) - 50;
    queues();
    semaphores();
    memory();
    return 0;
}
